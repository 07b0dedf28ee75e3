import { describe, expect, it } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { type HashedCommit, hashCommit } from '../../../lambdas/core/audit/commit.ts';
import { evolve } from '../../../lambdas/core/recovery/evolve/evolve.ts';
import type { Command } from '../../../lambdas/core/recovery/state/commands.ts';
import { REMEMBERED_COMMANDS, withGiven } from '../../../lambdas/core/recovery/state/given.ts';
import type { StreamState } from '../../../lambdas/core/recovery/state/state.ts';
import { canonical } from '../../../lambdas/core/values/hash.ts';
import type { Ledger } from '../../../lambdas/ports/ledger.ts';
import { adoptPolicy } from '../../support/adopt.ts';
import { stored } from '../../support/commits.ts';
import { APPROVED, ASSESSED, OPENED, PROVED, shownDigest } from '../../support/deeds.ts';
import {
  ACTORS,
  anEnvelope,
  anOpenRecovery,
  aPolicy,
  at,
  fixedSurroundings,
  NOW,
  PLANNING,
} from '../../support/fixtures.ts';
import { MemoryLedger, type MemoryRow, type MemoryRows } from '../../support/memory-ledger.ts';
import { signed, writerOf } from '../../support/signing.ts';
import { type Past, worldAfter } from '../../support/specification.ts';

const JANE = 'cognito:jane';

/** Counts the items that a ledger hands out and takes. */
function counted(ledger: Ledger): { readonly ledger: Ledger; readonly items: () => number } {
  let items = 0;
  const count = <Answer>(answer: Answer): Answer => {
    items += Array.isArray(answer) ? answer.length : answer === undefined ? 0 : 1;
    return answer;
  };
  const counting: Ledger = {
    head: async (account) => count(await ledger.head(account)),
    heads: async (accounts) => count(await ledger.heads(accounts)),
    findCommand: async (account, id) => count(await ledger.findCommand(account, id)),
    append: async (commit) => count(await ledger.append(commit)),
    locate: async (recovery) => count(await ledger.locate(recovery)),
    read: async (account, page) => count(await ledger.read(account, page)),
    readRecovery: async (account, recovery) => count(await ledger.readRecovery(account, recovery)),
    opening: async (account, recovery) => count(await ledger.opening(account, recovery)),
    keysOf: (rows) => ledger.keysOf(rows),
  };
  return { ledger: counting, items: () => items };
}

/** A stream of so many commits, of which the newest is a real one with this state; what lies below it nobody may look at. */
function streamOf(state: StreamState, length: number): MemoryRow[] {
  const filler = Array.from({ length: length - 1 }, (_, index) => ({
    ...{ account: JANE, seq: index + 1, bytes: 'not to be read', hash: '', signature: '', state: '' },
    copies: { command: `old-${index}` },
  }));
  const below = { commit: { seq: length - 1 }, hash: 'f'.repeat(64) } as HashedCommit;
  const signal = { name: 'campaign', at: NOW, until: at(1) } as const;
  const source = { by: 'signal-source', source: 'idp' } as const;
  const envelope = anEnvelope({ type: 'ReportSignal', signal }, { recovery: null, actor: source });
  const facts = { at: NOW, policy: 'p', events: [], writer: writerOf('intake') };
  const newest = signed(hashCommit(below, { ...state, given: givenUpTo(length - 1) }, envelope, facts));
  return [...filler, stored(newest)];
}

/** What a state remembers of so many commands, all of them given an hour ago. */
const givenUpTo = (last: number): StreamState['given'] =>
  Array.from({ length: last }, (_, index) => index + 1)
    .slice(-2 * REMEMBERED_COMMANDS)
    .reduce<StreamState['given']>(
      (pages, seq) => withGiven(pages, { seq, at: at(-3_600), command: { id: `old-${seq - 1}` } }),
      [],
    );

async function itemsFor(past: readonly Past[], command: Command, length: number): Promise<number> {
  const world = worldAfter(past);
  const rows: MemoryRows = new Map();
  const services = {
    ...{ surroundings: fixedSurroundings(), ...PLANNING, policy: { current: async () => aPolicy() } },
  };
  await adoptPolicy({ ...services, ledger: new MemoryLedger(undefined, rows) });
  rows.set(JANE, streamOf(world.state, length));
  const { ledger, items } = counted(new MemoryLedger(undefined, rows));
  const given = command.type === 'CountersignPlan' ? { ...command, digest: shownDigest(world) } : command;
  const actor = ACTOR[command.type] ?? ({ by: 'workflow' } as const);
  const { refusal, commit } = await submit({ ...services, ledger }, anEnvelope(given, { actor }));
  expect([refusal, commit?.commit.seq]).toEqual([null, length + 1]);
  return items();
}

const ACTOR: Readonly<Record<string, (typeof ACTORS)[keyof typeof ACTORS]>> = {
  ...{ OpenRecovery: ACTORS.jane, RecordProof: ACTORS.verifier, CountersignPlan: ACTORS.identityApprover },
};

/** One head, where a plan is or may be made also the policy's and one for each person who answers for the account, one for each who confirms or countersigns, and the commit. The workflow verifies the policy's two commits. */
const COMMANDS: readonly (readonly [Command['type'], readonly Past[], Command, number])[] = [
  ['OpenRecovery', [], anOpenRecovery(), 2],
  ['AssessRecovery', OPENED, { type: 'AssessRecovery', directoryTier: null }, 6],
  [
    'RecordProof',
    ASSESSED,
    {
      type: 'RecordProof',
      method: 'in-person',
      outcome: 'verified',
      reference: 'log/1',
      seen: ['passport', 'employee-badge'],
    },
    4,
  ],
  ['CountersignPlan', PROVED, { type: 'CountersignPlan', digest: '' }, 4],
  ['StartExecution', APPROVED, { type: 'StartExecution', directoryTier: null }, 7],
];

describe('whatever the history of an account, a command reads and writes the same few items', () => {
  it.each(COMMANDS)('%s', async (_, past, command, items) => {
    expect(await itemsFor(past, command, 10)).toBe(items);
    expect(await itemsFor(past, command, 10_000)).toBe(items);
  });

  it('and the state that it reads stops growing', () => {
    const { state } = worldAfter([]);
    const place = {
      seq: 1,
      at: NOW,
      recovery: 'rec-1',
      origin: { channel: 'api', desk: null },
      actor: ACTORS.jane,
      command: { type: 'OpenRecovery' },
    };
    const opened = { ...anOpenRecovery(), type: 'RecoveryOpened', subject: null } as const;
    const sizes: number[] = [];
    let next = state;
    for (let round = 1; round <= 3_000; round += 1) {
      next = evolve(next, opened, place);
      next = evolve(next, { type: 'CommandRefused', code: 'already-open', facts: {} }, place);
      next = evolve(next, { type: 'RecoveryStopped', by: 'person:jane', reason: 'no', cause: 'withdrawn' }, place);
      if (round % 1_000 === 0) sizes.push(canonical(next).length);
    }
    expect(new Set(sizes).size).toBe(1);
    expect(sizes[0]).toBeLessThan(64 * 1024);
  });
});
