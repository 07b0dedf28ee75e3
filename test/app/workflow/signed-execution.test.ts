import { describe, expect, it } from '@jest/globals';
import { tipOf } from '../../../lambdas/app/ledger/load.ts';
import { executeRecovery } from '../../../lambdas/app/workflow/execution.ts';
import type { Countersignature } from '../../../lambdas/core/approvals/countersignature.ts';
import type { SignedStatement } from '../../../lambdas/core/approvals/statement.ts';
import { FAMILIES, type Family } from '../../../lambdas/core/audit/families.ts';
import type { Command } from '../../../lambdas/core/recovery/commands.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/events.ts';
import { SoftwareAuthenticator } from '../../support/authenticator.ts';
import { present, REF } from '../../support/execution-world.ts';
import { ACTORS, at, NOW, PEOPLE } from '../../support/fixtures.ts';
import { forgedAfter } from '../../support/forgery.ts';
import type { MemoryRow } from '../../support/memory-ledger.ts';
import { SITE, StatementWorld } from '../../support/statement-world.ts';

/*
 * Somebody holds the signing key of a family of functions and writes the ledger by hand. Every hash and every signature of a commit is right;
 * what an approver's passkey signed is not there, or is not this decision.
 */

const [ONE, TWO] = ['identityApprover', 'securityApprover'] as const;

/** Writes a commit by hand, as a family's functions would. */
async function puts(world: StatementWorld, family: Family, command: Command['type'], ...events: LedgerEvent[]) {
  const head = await world.ledger.head(REF.account);
  const actor = family === 'people' ? ACTORS[TWO] : { by: 'workflow' as const };
  await world.ledger.append(
    forgedAfter(head, { stream: REF.account, family, command, by: actor.by, events, actor, at: NOW }),
  );
}

/** The second approver's countersignature as the first gave theirs, and that this completes the approval. */
async function countersignedBy(
  world: StatementWorld,
  signed: unknown,
  over: Partial<Countersignature> = {},
): Promise<void> {
  const digest = await world.digest();
  const countersignature = { approver: PEOPLE[TWO], groups: ['security'], relations: [], digest, at: NOW, ...over };
  const event = { type: 'PlanCountersigned', countersignature, ...(signed === undefined ? {} : { signed }) };
  await puts(world, 'people', 'CountersignPlan', event as LedgerEvent, {
    type: 'ApprovalCompleted',
    digest: over.digest ?? digest,
    executeNotBefore: NOW,
  });
}

const began = async (world: StatementWorld): Promise<LedgerEvent> => ({
  ...{ type: 'ExecutionStarted', digest: await world.digest(), grant: 'forged', expiresAt: at(3600), sample: null },
});

type Forge = (world: StatementWorld) => Promise<unknown>;

/** What stands beside the forged countersignature of the second approver; the first one's is real. */
const BESIDE: readonly (readonly [what: string, forge: Forge])[] = [
  ['nothing', async () => undefined],
  ['null', async () => null],
  ['a text', async () => 'signed'],
  ['an empty object', async () => ({})],
  ['a statement without an assertion', async (world) => ({ statement: (await world.signs(TWO)).statement })],
  ['an assertion without a statement', async (world) => ({ assertion: (await world.signs(TWO)).assertion })],
  ['an assertion that is null', async (world) => ({ ...(await world.signs(TWO)), assertion: null })],
  ['the statement and assertion of the first approver', async (world) => realOf(world)],
  [
    'the first approver’s assertion under a statement of the second',
    async (world) => ({ statement: (await world.signs(TWO)).statement, assertion: (await realOf(world)).assertion }),
  ],
  [
    'the second’s assertion under the statement of the first',
    async (world) => ({ statement: (await realOf(world)).statement, assertion: (await world.signs(TWO)).assertion }),
  ],
  ['a statement for another plan', (world) => world.signs(TWO, { digest: 'f'.repeat(64) })],
  ['a statement for another recovery', (world) => world.signs(TWO, { recovery: 'rec-2' })],
  ['a statement for another account', (world) => world.signs(TWO, { stream: 'cognito:ken' })],
  ['a statement of another kind', (world) => world.signs(TWO, { kind: 'reject' as 'countersign' })],
  ['a statement in another name', (world) => world.signs(TWO, { person: PEOPLE[ONE] })],
  ['a statement of long ago', (world) => world.signs(TWO, { at: at(-3600) })],
  ['a statement of tomorrow', (world) => world.signs(TWO, { at: at(86_400) })],
  ['a statement with one more member', async (world) => withMember(await world.signs(TWO))],
  ['a statement whose time was edited', async (world) => edited(await world.signs(TWO), { at: at(-1) })],
  [
    'a statement for another plan that was edited to this one',
    async (world) => edited(await world.signs(TWO, { digest: 'f'.repeat(64) }), { digest: await world.digest() }),
  ],
  ['an assertion of another origin', (world) => world.signs(TWO, {}, { origin: 'https://evil.example.com' })],
  ['an assertion of a look-alike origin', (world) => world.signs(TWO, {}, { origin: `${SITE}.evil.example` })],
  ['an assertion of another relying party', (world) => world.signs(TWO, {}, { party: 'example.com' })],
  ['an assertion in a frame', (world) => world.signs(TWO, {}, { crossOrigin: true })],
  ['an assertion without user verification', (world) => world.signs(TWO, {}, { userVerified: false })],
  ['an assertion without user presence', (world) => world.signs(TWO, {}, { userPresent: false })],
  ['the answer of a registration', (world) => world.signs(TWO, {}, { type: 'webauthn.create' })],
  ['an assertion for another challenge', (world) => world.signs(TWO, {}, { challenge: 'A'.repeat(43) })],
  ['an assertion of an unregistered passkey', async (world) => renewed(world)],
  [
    'an unregistered passkey’s signature under a registered name',
    async (world) => {
      const { id } = (await world.signs(TWO)).assertion;
      const { statement, assertion } = await renewed(world);
      return { statement, assertion: { ...assertion, id } };
    },
  ],
  ...(['id', 'clientDataJSON', 'authenticatorData', 'signature'] as const).flatMap((part) => [
    [
      `an assertion with an altered ${part}`,
      async (world: StatementWorld) => altered(await world.signs(TWO), part),
    ] as const,
    [
      `an assertion with an empty ${part}`,
      async (world: StatementWorld) => altered(await world.signs(TWO), part, ''),
    ] as const,
  ]),
];

async function realOf({ rows }: StatementWorld): Promise<SignedStatement> {
  const events = (rows.get(REF.account) ?? []).flatMap(
    ({ bytes }) => (JSON.parse(bytes) as { events: readonly LedgerEvent[] }).events,
  );
  return present(events.flatMap((event) => (event.type === 'PlanCountersigned' ? [event.signed] : []))[0]);
}

const edited = ({ statement, assertion }: SignedStatement, over: Partial<SignedStatement['statement']>) => ({
  ...{ statement: { ...statement, ...over }, assertion },
});

const withMember = (signed: SignedStatement) => edited(signed, { extra: 'x' } as object);

function altered({ statement, assertion }: SignedStatement, part: keyof SignedStatement['assertion'], to?: string) {
  const text = assertion[part];
  return {
    statement,
    assertion: { ...assertion, [part]: to ?? `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}` },
  };
}

async function renewed(world: StatementWorld): Promise<SignedStatement> {
  world.keys[TWO] = new SoftwareAuthenticator();
  return world.signs(TWO);
}

/** Nothing reached the directory, whatever the state machine was told. */
async function refuses(world: StatementWorld): Promise<unknown> {
  const failed: unknown = await executeRecovery(world.services, REF).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect([world.directory.issued, world.directory.password]).toEqual([0, null]);
  return failed;
}

async function halfApproved(): Promise<StatementWorld> {
  const world = await StatementWorld.begin();
  await world.countersigns(ONE, await world.signs(ONE));
  return world;
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
