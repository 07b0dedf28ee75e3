import { tipOf } from '../../lambdas/app/ledger/load.ts';
import { FAMILIES } from '../../lambdas/core/audit/families.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { present, REF } from './execution-world.ts';
import { at, NOW, PEOPLE } from './fixtures.ts';
import { BESIDE, countersignedBy, ONE, puts, realOf, TWO } from './forged-statements.ts';
import type { MemoryRow } from './memory-ledger.ts';
import type { StatementWorld } from './statement-world.ts';

/** One thing that whoever holds a family's key, or writes to the table, does to a recovery whose first approver has signed. */
export interface ForgedApproval {
  readonly what: string;
  readonly does: (world: StatementWorld) => Promise<unknown>;
  /** How the execution ends. */
  readonly refusal: 'PlanVoided' | 'ExecutionFailed' | 'LedgerCorrupt';
  /** What `ledger verify` says offline. */
  readonly named: string;
}

const began = async (world: StatementWorld): Promise<LedgerEvent> => ({
  ...{ type: 'ExecutionStarted', digest: await world.digest(), grant: 'forged', expiresAt: at(3600), sample: null },
});

const starts = async (world: StatementWorld) => puts(world, 'workflow', 'StartExecution', await began(world));

/** The second approver's countersignature by another family's functions, with what the approver really signed. */
const byAnother = (family: (typeof FAMILIES)[number]): ForgedApproval => ({
  ...{ what: `a countersignature by ${family}`, refusal: 'LedgerCorrupt', named: 'family-not-allowed' },
  does: async (world) => {
    const digest = await world.digest();
    const countersignature = { approver: PEOPLE[TWO], groups: ['security'], relations: [], digest, at: NOW };
    const event: LedgerEvent = { type: 'PlanCountersigned', countersignature, signed: await world.signs(TWO) };
    await puts(world, family, 'CountersignPlan', event);
  },
});

/** The plan without approvals and statements, by hand. */
async function plansNobody(world: StatementWorld): Promise<void> {
  const { recoveries } = (await tipOf(world.ledger, REF.account)).state;
  const plan = { ...present(present(recoveries[REF.recovery]).plan), approvals: [], statements: false };
  await puts(world, 'workflow', 'AssessRecovery', { type: 'RecoveryAssessed', plan });
}

type Rows = MemoryRow[];

/** The stored rows of the account change; `index` is the place of the first approver's countersignature. */
const spoilt =
  (spoil: (rows: Rows, index: number) => unknown): ForgedApproval['does'] =>
  async (world) => {
    await world.countersigns(TWO, await world.signs(TWO));
    const rows = present(world.rows.get(REF.account));
    const before = JSON.stringify(rows);
    spoil(
      rows,
      rows.findIndex(({ bytes }) => bytes.includes('PlanCountersigned')),
    );
    if (JSON.stringify(rows) === before) throw new Error('nothing was changed');
  };

const rewrites = (from: string | RegExp, to: string): ForgedApproval['does'] =>
  spoilt((rows, index) => {
    const row = present(rows[index]);
    rows[index] = { ...row, bytes: row.bytes.replace(from, to) };
  });

const inTable = (what: string, does: ForgedApproval['does'], named: string): ForgedApproval => ({
  ...{ what: `the commit of a countersignature, ${what}`, does, refusal: 'LedgerCorrupt', named },
});

/** Every way by which a recovery that one of two approvers has signed is brought to its execution. */
export const FORGED_APPROVALS: readonly ForgedApproval[] = [
  ...BESIDE.map(
    ([what, forge]): ForgedApproval => ({
      ...{ what: `a countersignature with ${what} beside it`, refusal: 'PlanVoided' },
      does: async (world) => countersignedBy(world, await forge(world)),
      named: `${PEOPLE[TWO]} did not sign this countersignature`,
    }),
  ),
  {
    what: 'a countersignature twice: one approver counts once',
    does: async (world) => countersignedBy(world, await realOf(world), { approver: PEOPLE[ONE], groups: ['identity'] }),
    ...{ refusal: 'PlanVoided', named: `${PEOPLE[ONE]} signed only an earlier one, not this countersignature` },
  },
  {
    what: 'an approver in a group that their record does not name',
    does: async (world) =>
      countersignedBy(world, await world.signs(ONE), { approver: PEOPLE[ONE], groups: ['identity', 'security'] }),
    ...{ refusal: 'PlanVoided', named: `${PEOPLE[ONE]} was then in no group such as that of this countersignature` },
  },
  {
    what: 'an approver whom nobody registered',
    does: async (world) =>
      countersignedBy(world, await world.signs(TWO, { person: 'person:nobody' }), { approver: 'person:nobody' }),
    ...{ refusal: 'PlanVoided', named: 'nobody can tell whether person:nobody signed this countersignature' },
  },
  {
    what: 'a countersignature that says itself where its statement lies',
    does: async (world) => {
      const { seq } = present((await tipOf(world.ledger, REF.account)).tip).commit;
      await countersignedBy(world, undefined, { signedIn: seq });
    },
    ...{ refusal: 'PlanVoided', named: `${PEOPLE[TWO]} did not sign this countersignature` },
  },
  {
    what: 'an execution that was begun by hand before the second approver',
    ...{ does: starts, refusal: 'ExecutionFailed', named: '(unapproved)' },
  },
  {
    what: 'a plan that was made by hand and asks nobody',
    does: async (world) => {
      await plansNobody(world);
      await starts(world);
    },
    ...{ refusal: 'ExecutionFailed', named: '(unapproved)' },
  },
  {
    what: 'an execution that was begun by hand with a forged countersignature',
    does: async (world) => {
      await countersignedBy(world, await world.signs(TWO, { digest: 'f'.repeat(64) }));
      await starts(world);
    },
    ...{ refusal: 'ExecutionFailed', named: '(unapproved)' },
  },
  ...FAMILIES.filter((family) => family !== 'people').map(byAnother),
  inTable('with another kind in its statement', rewrites('"kind":"countersign"', '"kind":"reject"'), 'bytes-altered'),
  inTable('with another approver', rewrites(PEOPLE[ONE], PEOPLE[TWO]), 'bytes-altered'),
  inTable('without its assertion', rewrites(/,"signed":\{.*?\}\}/, ''), 'bytes-altered'),
  inTable(
    'removed',
    spoilt((rows, index) => rows.splice(index, 1)),
    '(gap)',
  ),
  inTable(
    'again at the end',
    spoilt((rows, index) => rows.push({ ...present(rows[index]), seq: rows.length + 1 })),
    '(bytes-altered)',
  ),
  inTable(
    'swapped with the next',
    spoilt((rows, index) => rows.splice(index, 2, present(rows[index + 1]), present(rows[index]))),
    '(gap)',
  ),
];
