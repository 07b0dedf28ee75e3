import { describe, expect, it } from '@jest/globals';
import { BOOTSTRAP_STREAM } from '../../../../lambdas/core/registry/bootstrap.ts';
import { digestOf } from '../../../../lambdas/core/values/hash.ts';
import { BESIDE_A_CONFIRMATION, ConfirmationWorld, STREAM } from '../../../support/confirmation-world.ts';
import { ADMINISTRATORS, PEOPLE } from '../../../support/fixtures.ts';
import { RegistryForgery } from '../../../support/registry-forgery.ts';
import { verifiedOffline } from '../../../support/verified-offline.ts';

/** `ledger verify --file` of an export of everything. */
const verified = ({ rows }: Pick<ConfirmationWorld, 'rows'>) => verifiedOffline(rows);

async function waiting(): Promise<ConfirmationWorld> {
  const world = await ConfirmationWorld.begin();
  await world.proposes();
  return world;
}

describe('ledger verify, offline, of what administrators confirmed', () => {
  it('is intact where whoever had a passkey signed, and whoever had none did not', async () => {
    const world = await waiting();
    await world.confirms(await world.signs());
    world.surroundings.advance(1);
    await world.enrols(ADMINISTRATORS[1], null);
    const { code, out } = await verified(world);
    expect([code, out]).toEqual([0, expect.stringMatching(/^intact: /)]);
  });

  it.each(BESIDE_A_CONFIRMATION)('names a confirmation with %s beside it', async (_, forge) => {
    const world = await waiting();
    const seq = await world.forges(await forge(world));
    const { code, out } = await verified(world);
    expect(code).toBe(4);
    expect(out).toContain(`commit ${seq} of \`${STREAM}\`: ${PEOPLE.secondAdmin} did not sign this confirmation`);
    expect(out).toContain('Suspect the functions of the registry’s family');
  });

  it('names one that has the statement of an earlier confirmation of the same record', async () => {
    const world = await waiting();
    const signed = await world.signs();
    await world.confirms(signed);
    world.surroundings.advance(1);
    await world.proposes();
    const seq = await world.forges(signed);
    const { code, out } = await verified(world);
    expect([code, out]).toEqual([4, expect.stringContaining(`commit ${seq} of \`${STREAM}\``)]);
    expect(out).toContain('(not-of-now)');
  });
});

describe('ledger verify, offline, of two administrators who were not two', () => {
  it.each([
    ['one administrator is both', { proposes: PEOPLE.admin, confirms: PEOPLE.admin }, 'same-proposer'],
    ['the confirmer is none', { proposes: PEOPLE.admin, confirms: PEOPLE.agent }, 'not-administrator'],
  ])('names a record where %s', async (_, by, flaw) => {
    const forgery = await RegistryForgery.begin();
    const { person } = forgery.record;
    await forgery.puts(forgery.record, undefined, by);
    const { seq } = (await forgery.world.ledger.head(person))?.commit ?? {};
    const { code, out } = await verified(forgery.world);
    expect([code, out]).toEqual([4, expect.stringContaining(`commit ${seq} of \`${person}\`: ${by.confirms} `)]);
    expect(out).toContain(`(${flaw})`);
  });

  it.each([
    ['another record than the one that was proposed', 'e'.repeat(64)],
    ['the same proposal a second time', null],
  ])('names a confirmation of %s', async (_, other) => {
    const forgery = await RegistryForgery.begin();
    const { person } = forgery.record;
    await forgery.puts(forgery.record, await forgery.signs());
    expect((await verified(forgery.world)).code).toBe(0);
    const digest = other ?? (await forgery.digest());
    const signed = await forgery.signs({ digest });
    await forgery.writes(person, 'ConfirmProposal', {
      ...{ type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest, signed },
    });
    const { code, out } = await verified(forgery.world);
    expect([code, out]).toEqual([4, expect.stringContaining('(not-proposed)')]);
  });

  it('names a record that an administrator signed with a passkey that they had got by hand', async () => {
    const forgery = await RegistryForgery.begin();
    const [first, second] = ADMINISTRATORS;
    const own = { ...first, passkeys: forgery.record.passkeys ?? [] };
    await forgery.puts(own, await forgery.signs({ stream: first.person, digest: digestOf(own) }));
    forgery.world.surroundings.advance(1);
    const stolen = { ...second, passkeys: forgery.record.passkeys ?? [] };
    await forgery.puts(stolen, undefined, { proposes: PEOPLE.secondAdmin, confirms: PEOPLE.admin });
    const { code, out } = await verified(forgery.world);
    expect([code, out]).toEqual([
      4,
      expect.stringContaining(`of \`${second.person}\`: ${PEOPLE.admin} did not sign this confirmation (missing)`),
    ]);
  });
});

describe('ledger verify, offline, of what began the registry', () => {
  it.each<[string, (forgery: RegistryForgery) => Promise<string>]>([
    [
      'an approver who was admitted like one of the first two',
      async (forgery) => {
        const { record } = forgery;
        await forgery.writes(record.person, 'AdmitAdministrator', { type: 'AdministratorAdmitted', person: record });
        return record.person;
      },
    ],
    [
      'a stranger who was admitted like one of the first two',
      async (forgery) => {
        const person = { ...forgery.record, person: 'person:mallory' };
        await forgery.writes(person.person, 'AdmitAdministrator', { type: 'AdministratorAdmitted', person });
        return person.person;
      },
    ],
    [
      'one of the first two who was admitted again, with a passkey',
      async (forgery) => {
        const [, { person }] = ADMINISTRATORS;
        const again = { ...ADMINISTRATORS[1], passkeys: forgery.record.passkeys ?? [] };
        await forgery.writes(person, 'AdmitAdministrator', { type: 'AdministratorAdmitted', person: again });
        return person;
      },
    ],
    [
      'one of the first two whose record was set back to what it was',
      async (forgery) => {
        const [, person] = ADMINISTRATORS;
        await forgery.writes(person.person, 'AdmitAdministrator', { type: 'AdministratorAdmitted', person });
        return person.person;
      },
    ],
    [
      'one of the first two who was admitted on the stream of another',
      async (forgery) => {
        const [person] = ADMINISTRATORS;
        await forgery.writes('person:mallory', 'AdmitAdministrator', { type: 'AdministratorAdmitted', person });
        return 'person:mallory';
      },
    ],
  ])('names %s', async (_, forge) => {
    const forgery = await RegistryForgery.begin();
    expect((await verified(forgery.world)).code).toBe(0);
    const stream = await forge(forgery);
    const { seq } = (await forgery.world.ledger.head(stream))?.commit ?? {};
    const { code, out } = await verified(forgery.world);
    expect(code).toBe(4);
    expect(out).toContain(`commit ${seq} of \`${stream}\`: the first bootstrap does not name this administrator`);
    expect(out).toContain('Suspect the functions of the registry’s family');
  });

  it('names a second bootstrap, and whomever it admits', async () => {
    const forgery = await RegistryForgery.begin();
    const { record } = forgery;
    const administrators = [record, { ...record, person: 'person:mallory' }] as const;
    const again = { type: 'RegistryBootstrapped', administrators, digest: digestOf(administrators) } as const;
    await forgery.writes(BOOTSTRAP_STREAM, 'BootstrapRegistry', again);
    await forgery.writes('person:mallory', 'AdmitAdministrator', {
      ...{ type: 'AdministratorAdmitted', person: administrators[1] },
    });
    const { out } = await verified(forgery.world);
    expect(out).toContain(`of \`${BOOTSTRAP_STREAM}\`: the registry had its bootstrap already (second-bootstrap)`);
    expect(out).toContain('of `person:mallory`: the first bootstrap does not name this administrator');
  });

  it('says that nobody can tell, where the bootstrap is left out', async () => {
    const { world } = await RegistryForgery.begin();
    const rows = new Map([...world.rows].filter(([account]) => account !== BOOTSTRAP_STREAM));
    const { code, out } = await verified({ rows });
    expect([code, out]).toEqual([4, expect.stringContaining('its stream is not here (bootstrap-missing)')]);
  });
});

it('names how somebody got their first passkey, and with whom', async () => {
  const world = await ConfirmationWorld.begin();
  const { out } = await verified(world);
  expect(out).toContain('To compare with what was written down when people got their first passkeys:\n  commit ');
  expect(out).toContain(
    `first passkey of ${PEOPLE.secondAdmin} at 2026-11-20 10:00:00 UTC, brought by ${PEOPLE.secondAdmin}, with ${PEOPLE.admin}`,
  );
});

it('says that nobody can tell, where the stream of whoever confirmed is left out', async () => {
  const world = await waiting();
  await world.confirms(await world.signs());
  const rows = new Map([...world.rows].filter(([account]) => account !== PEOPLE.secondAdmin));
  const { code, out } = await verified({ rows });
  expect([code, out]).toEqual([
    4,
    expect.stringContaining(`nobody can tell whether ${PEOPLE.secondAdmin} signed this confirmation`),
  ]);
});
