import { describe, expect, it } from '@jest/globals';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { confirm, propose } from '../../../lambdas/app/people/registry.ts';
import { executeRecovery } from '../../../lambdas/app/workflow/execution.ts';
import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { BESIDE_A_CONFIRMATION } from '../../support/confirmation-world.ts';
import { present, REF } from '../../support/execution-world.ts';
import { ACTORS, ADMINISTRATORS, aProfile, PEOPLE } from '../../support/fixtures.ts';
import { registryOn } from '../../support/register.ts';
import { RegistryForgery } from '../../support/registry-forgery.ts';
import { passkeyOf } from '../../support/statement-world.ts';

/* Somebody holds the signing key of the registry's family, and writes by hand what two administrators would. */

async function refuses({ world }: RegistryForgery): Promise<void> {
  await expect(executeRecovery(world.services, REF)).rejects.toMatchObject({ message: 'registry-unsigned' });
  expect([world.directory.issued, world.directory.password]).toEqual([0, null]);
  const head = await world.ledger.head(REF.account);
  expect(head?.commit.events).toEqual([{ type: 'ExecutionFailed', code: 'registry-unsigned' }]);
}

async function executes({ world }: RegistryForgery): Promise<void> {
  await executeRecovery(world.services, REF);
  expect(await world.status()).toBe('granted');
}

describe('execution with an approver’s passkey that was put into their record by hand', () => {
  it.each(BESIDE_A_CONFIRMATION)('is refused with %s beside the confirmation', async (_, forge) => {
    const forgery = await RegistryForgery.begin();
    await forgery.forgesApprover(await forge(forgery));
    await refuses(forgery);
  });

  it('goes on where the second administrator really signed it', async () => {
    const forgery = await RegistryForgery.begin();
    await forgery.forgesApprover(await forgery.signs());
    await executes(forgery);
  });

  it('is refused where one administrator is both, or the confirmer is none', async () => {
    for (const confirms of [PEOPLE.admin, PEOPLE.agent]) {
      const forgery = await RegistryForgery.begin();
      await forgery.puts(forgery.record, undefined, { proposes: PEOPLE.admin, confirms });
      await forgery.approves();
      await refuses(forgery);
    }
  });

  it('is refused where the administrator who signed had got that passkey by hand', async () => {
    const forgery = await RegistryForgery.begin();
    const { world } = forgery;
    const [first, second] = ADMINISTRATORS;
    // The first administrator gets a passkey, signed by the second: from now on both sign.
    const own = { ...first, passkeys: [passkeyOf(new SoftwareAuthenticator())] };
    await forgery.puts(own, await forgery.signs({ stream: first.person, digest: digestOf(own) }));
    world.surroundings.advance(1);
    forgery.key = new SoftwareAuthenticator();
    const stolen = { ...second, passkeys: [passkeyOf(forgery.key)] };
    await forgery.puts(stolen, undefined, { proposes: PEOPLE.secondAdmin, confirms: PEOPLE.admin });
    world.surroundings.advance(1);
    await forgery.forgesApprover(await forgery.signs());
    await refuses(forgery);
  });

  it('is refused for an approver who was admitted like one of the first two', async () => {
    const forgery = await RegistryForgery.begin();
    const { world, record } = forgery;
    await forgery.writes(record.person, 'AdmitAdministrator', { type: 'AdministratorAdmitted', person: record });
    await forgery.approves();
    expect((await load(world.ledger, record.person)).person.current?.passkeys).toEqual(record.passkeys);
    await refuses(forgery);
  });
});

describe('execution with another record that was confirmed by hand', () => {
  it('is refused for the record of the account', async () => {
    const forgery = await RegistryForgery.begin();
    const { world } = forgery;
    const profile = aProfile({ tier: 'privileged' });
    const digest = digestOf(profile);
    const proposed = {
      type: 'ProfileProposed',
      profile,
      by: PEOPLE.admin,
      digest,
      claims: [],
      lookAlikes: [],
    } as const;
    await forgery.writes(REF.account, 'ProposeProfile', proposed);
    const confirmed = { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest, changes: [] } as const;
    await forgery.writes(REF.account, 'ConfirmProposal', confirmed);
    await forgery.approves(world.keys.securityApprover);
    await refuses(forgery);
  });

  it('is refused for the policy', async () => {
    const forgery = await RegistryForgery.begin();
    const { world } = forgery;
    const rows = world.rows.get(POLICY_STREAM) ?? [];
    const events = rows.flatMap(({ bytes }) => (JSON.parse(bytes) as { events: readonly { type: string }[] }).events);
    const proposed = present(events.find(({ type }) => type === 'PolicyProposed')) as never;
    await forgery.writes(POLICY_STREAM, 'ProposePolicy', proposed);
    const { digest } = proposed as { readonly digest: string };
    await forgery.writes(POLICY_STREAM, 'ConfirmProposal', { type: 'PolicyAdopted', by: PEOPLE.secondAdmin, digest });
    await forgery.approves(world.keys.securityApprover);
    await refuses(forgery);
  });

  it('goes on after two administrators confirm the record again and sign it', async () => {
    const forgery = await RegistryForgery.begin();
    const { world } = forgery;
    await forgery.puts(forgery.record, undefined);
    world.surroundings.advance(1);
    const registry = registryOn(world.services);
    const { stream, digest } = await propose(registry, { id: 'a-1', actor: ACTORS.admin }, { person: forgery.record });
    const signed = await forgery.signs();
    await confirm(registry, { id: 'a-2', actor: ACTORS.secondAdmin }, { stream, digest, signed });
    await forgery.approves();
    await executes(forgery);
  });
});
