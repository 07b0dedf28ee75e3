import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../../support/cli.ts';
import { BESIDE_A_CONFIRMATION, ConfirmationWorld, STREAM } from '../../../support/confirmation-world.ts';
import { BESIDE_ON_DUTY, DutyWorld, type Loosening, OSCAR } from '../../../support/duty-world.ts';
import { ADMINISTRATORS, PEOPLE } from '../../../support/fixtures.ts';
import { PUBLISHED } from '../../../support/signing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-confirmations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `ledger verify --file` of an export of everything. */
function verified({ rows }: Pick<ConfirmationWorld, 'rows'>) {
  const lines = [...rows].flatMap(([account, commits]) => {
    const { seq = 0, hash } = commits.at(-1) ?? {};
    return [{ account, seq, hash }, ...commits];
  });
  const file = join(folder, 'ledger.jsonl');
  writeFileSync(file, [...PUBLISHED, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
}

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

const ON_DUTY: readonly (readonly [kind: Loosening, name: string])[] = [
  ['lower', 'end of a threat level'],
  ['declare', 'declaration of an incident'],
];

describe.each(ON_DUTY)('ledger verify, offline, of what people on duty loosened (%s)', (kind, name) => {
  it('is intact where they signed', async () => {
    const duty = await DutyWorld.begin(kind);
    await duty.decides(await duty.signs());
    const { code, out } = await verified(duty.world);
    expect([code, out]).toEqual([0, expect.stringMatching(/^intact: /)]);
  });

  it.each(BESIDE_ON_DUTY)('names a decision with %s beside it', async (_, forge) => {
    const duty = await DutyWorld.begin(kind);
    const seq = await duty.forges(await forge(duty));
    const { code, out } = await verified(duty.world);
    expect(code).toBe(4);
    expect(out).toContain(`commit ${seq} of \`policy:active\`: ${OSCAR.person} did not sign this ${name}`);
    expect(out).toContain('Suspect the functions of the people’s family');
  });
});

it('names how somebody got their first passkey, and with whom', async () => {
  const world = await ConfirmationWorld.begin();
  const { out } = await verified(world);
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
