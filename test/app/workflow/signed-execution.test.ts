import { describe, expect, it } from '@jest/globals';
import { tipOf } from '../../../lambdas/app/ledger/load.ts';
import { executeRecovery } from '../../../lambdas/app/workflow/execution.ts';
import { FAMILIES } from '../../../lambdas/core/audit/families.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { present, REF } from '../../support/execution-world.ts';
import { at, NOW, PEOPLE } from '../../support/fixtures.ts';
import { BESIDE, countersignedBy, halfApproved, ONE, puts, realOf, TWO } from '../../support/forged-statements.ts';
import type { MemoryRow } from '../../support/memory-ledger.ts';
import { StatementWorld } from '../../support/statement-world.ts';

/*
 * Somebody holds the signing key of a family of functions and writes the ledger by hand. Every hash and every signature of a commit is right;
 * what an approver's passkey signed is not there, or is not this decision.
 */

const began = async (world: StatementWorld): Promise<LedgerEvent> => ({
  ...{ type: 'ExecutionStarted', digest: await world.digest(), grant: 'forged', expiresAt: at(3600), sample: null },
});

/** Nothing reached the directory, whatever the state machine was told. */
async function refuses(world: StatementWorld): Promise<unknown> {
  const failed: unknown = await executeRecovery(world.services, REF).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect([world.directory.issued, world.directory.password]).toEqual([0, null]);
  return failed;
}

describe('execution, where the people’s family was captured and the second countersignature was put by hand', () => {
  it.each(BESIDE)('refuses %s beside it', async (_, forge) => {
    const world = await halfApproved();
    await countersignedBy(world, await forge(world));
    expect(await world.status()).toBe('approved');
    expect(await refuses(world)).toMatchObject({ name: 'PlanVoided' });
    expect(await world.status()).toBe('approving');
  });

  it('refuses a countersignature twice: one approver counts once', async () => {
    const world = await halfApproved();
    await countersignedBy(world, await realOf(world), { approver: PEOPLE[ONE], groups: ['identity'] });
    expect(await refuses(world)).toMatchObject({ name: 'PlanVoided' });
  });

  it('refuses an approver in a group that their record does not name', async () => {
    const world = await halfApproved();
    const over = { approver: PEOPLE[ONE], groups: ['identity', 'security'] };
    await countersignedBy(world, await world.signs(ONE), over);
    expect(await refuses(world)).toMatchObject({ name: 'PlanVoided' });
  });

  it('refuses an approver whom nobody registered', async () => {
    const world = await halfApproved();
    await countersignedBy(world, await world.signs(TWO, { person: 'person:nobody' }), { approver: 'person:nobody' });
    expect(await refuses(world)).toMatchObject({ name: 'PlanVoided' });
  });

  it('refuses a countersignature that says itself where its statement lies', async () => {
    const world = await halfApproved();
    const { seq } = present((await tipOf(world.ledger, REF.account)).tip).commit;
    await countersignedBy(world, undefined, { signedIn: seq });
    expect(await refuses(world)).toMatchObject({ name: 'PlanVoided' });
  });

  it('executes what the second approver really signed', async () => {
    const world = await halfApproved();
    await countersignedBy(world, await world.signs(TWO));
    await executeRecovery(world.services, REF);
    expect(await world.status()).toBe('granted');
  });
});

describe('execution, where the registry has changed since', () => {
  it.each([
    ['was taken out of the record', [] as const],
    ['was replaced', [new SoftwareAuthenticator()] as const],
  ])('refuses what was signed with a passkey that %s', async (_, keys) => {
    const world = await (await StatementWorld.begin()).approved();
    await world.enrol(TWO, ...keys);
    expect(await refuses(world)).toMatchObject({ name: 'PlanVoided' });
  });

  it('executes what was signed with one of several passkeys', async () => {
    const world = await (await StatementWorld.begin()).approved();
    await world.enrol(TWO, new SoftwareAuthenticator(), world.keys[TWO]);
    await executeRecovery(world.services, REF);
    expect(await world.status()).toBe('granted');
  });
});

describe('execution, where the workflow’s family was captured', () => {
  it('refuses what nobody has countersigned, whatever the state machine was told', async () => {
    const world = await StatementWorld.begin();
    expect(await refuses(world)).toMatchObject({ name: 'PlanVoided' });
  });

  it('refuses an execution that was begun by hand before the second approver', async () => {
    const world = await halfApproved();
    await puts(world, 'workflow', 'StartExecution', await began(world));
    expect(await refuses(world)).toMatchObject({ name: 'ExecutionFailed' });
  });

  it('refuses a plan that was made by hand and asks nobody', async () => {
    const world = await halfApproved();
    const { recoveries } = (await tipOf(world.ledger, REF.account)).state;
    const plan = { ...present(present(recoveries[REF.recovery]).plan), approvals: [], statements: false };
    await puts(world, 'workflow', 'AssessRecovery', { type: 'RecoveryAssessed', plan });
    await puts(world, 'workflow', 'StartExecution', await began(world));
    expect(await refuses(world)).toMatchObject({ name: 'ExecutionFailed' });
  });

  it('refuses an execution that was begun by hand with a forged countersignature', async () => {
    const world = await halfApproved();
    await countersignedBy(world, await world.signs(TWO, { digest: 'f'.repeat(64) }));
    await puts(world, 'workflow', 'StartExecution', await began(world));
    expect(await refuses(world)).toMatchObject({ name: 'ExecutionFailed' });
  });

  it('goes on with an execution that the approvers did sign for, after a crash', async () => {
    const world = await (await StatementWorld.begin()).approved();
    world.directory.pending = 1;
    await expect(executeRecovery(world.services, REF)).rejects.toMatchObject({ name: 'GrantPending' });
    await executeRecovery(world.services, REF);
    expect(await world.status()).toBe('granted');
  });
});

describe('execution, where a family puts what is not its own', () => {
  it.each(FAMILIES.filter((family) => family !== 'people'))('refuses a countersignature by %s', async (family) => {
    const world = await halfApproved();
    const digest = await world.digest();
    const countersignature = { approver: PEOPLE[TWO], groups: ['security'], relations: [], digest, at: NOW };
    const event: LedgerEvent = { type: 'PlanCountersigned', countersignature, signed: await world.signs(TWO) };
    await puts(world, family, 'CountersignPlan', event);
    expect(await refuses(world)).toMatchObject({ name: 'LedgerCorrupt' });
  });
});

type Spoil = (rows: MemoryRow[], index: number, world: StatementWorld) => unknown;

/** The place of the first countersignature in the account's stream. */
const placeIn = (rows: readonly MemoryRow[]): number =>
  rows.findIndex(({ bytes }) => bytes.includes('PlanCountersigned'));

const rewritten = (row: MemoryRow, from: string, to: string): MemoryRow => ({
  ...row,
  bytes: row.bytes.replace(from, to),
});

const SPOILT: readonly (readonly [what: string, spoil: Spoil])[] = [
  [
    'with another digest in its statement',
    (rows, index) => put(rows, index, (row) => rewritten(row, '"kind":"countersign"', '"kind":"rejection"')),
  ],
  ['with another approver', (rows, index) => put(rows, index, (row) => rewritten(row, PEOPLE[ONE], PEOPLE[TWO]))],
  [
    'without its assertion',
    (rows, index) => put(rows, index, (row) => ({ ...row, bytes: row.bytes.replace(/,"signed":\{.*?\}\}/, '') })),
  ],
  ['removed', (rows, index) => rows.splice(index, 1)],
  ['swapped with the next', (rows, index) => rows.splice(index, 2, present(rows[index + 1]), present(rows[index]))],
];

const put = (rows: MemoryRow[], index: number, change: (row: MemoryRow) => MemoryRow): void => {
  rows[index] = change(present(rows[index]));
};

describe('execution, where the commit of a countersignature was changed in the table', () => {
  it.each(SPOILT)('refuses one %s', async (_, spoil) => {
    const world = await (await StatementWorld.begin()).approved();
    const rows = present(world.rows.get(REF.account));
    const before = JSON.stringify(rows);
    spoil(rows, placeIn(rows), world);
    expect(JSON.stringify(rows)).not.toBe(before);
    expect(await refuses(world)).toMatchObject({ name: 'LedgerCorrupt' });
  });
});
