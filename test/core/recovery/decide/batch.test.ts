import { describe, expect, it } from '@jest/globals';
import {
  applyRows,
  batchInForce,
  becoming,
  flawOfRow,
  isRegistered,
  proposeBatch,
  whyNotRow,
} from '../../../../lambdas/core/recovery/decide/batch.ts';
import { decideRegistry } from '../../../../lambdas/core/recovery/decide/registry.ts';
import type { BatchCommand, BatchInForce, RowsReading } from '../../../../lambdas/core/recovery/state/batches.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { type Batch, batchContent, batchDigest, batchStream } from '../../../../lambdas/core/registry/batch.ts';
import { inclusionPath } from '../../../../lambdas/core/values/merkle.ts';
import {
  ACTORS,
  aContext,
  anEnvelope,
  aPerson,
  aProfile,
  at,
  PEOPLE,
  registered,
  registryFacts,
} from '../../../support/fixtures.ts';

const ANN = aPerson({ person: 'person:ann', parts: [] });
const BOB = aPerson({ person: 'person:bob', parts: [], addresses: [], subjects: [], ticketUsers: [] });
const { content: CONTENT, tree: TREE } = batchContent([ANN, BOB]);
const BATCH: Batch = { ...CONTENT, fresh: 2, changing: 0, same: 0, lookedAt: at(-90), apart: [] };
const STREAM = batchStream(batchDigest(CONTENT));
const AGREED: BatchInForce = {
  ...{ ...CONTENT, batch: STREAM, confirmed: 2, lookedAt: at(-90), proposedAt: at(-60), apart: [] },
  ...{ proposedBy: PEOPLE.admin, confirmedBy: PEOPLE.secondAdmin },
};
const person = (current: StreamState['person']['current'], over: Partial<StreamState> = {}): StreamState => ({
  ...INITIAL,
  person: { current, proposal: null },
  ...over,
});
const ROW: Extract<BatchCommand, { type: 'ApplyRow' }> = {
  ...{ type: 'ApplyRow', record: ANN, batch: STREAM, index: 0, path: inclusionPath(TREE, 0) },
};

function applied(
  batch: BatchInForce | null,
  over: Partial<typeof ROW> = {},
  state = INITIAL,
  actor = ACTORS.secondAdmin,
) {
  const context = aContext({ registry: { ...registryFacts(ANN), batch } });
  const command: BatchCommand = { ...ROW, ...over };
  const decision = decideRegistry(state, anEnvelope(command, { actor, stream: ANN.person, recovery: null }), context);
  return decision.accepted ? decision.events.map(({ type }) => type) : decision.refusal.code;
}

describe('a row of a batch', () => {
  it('is proposed and confirmed at once, with its proof, by the two who agreed on the batch', () => {
    expect(applied(AGREED)).toEqual(['RowApplied', 'PersonProposed', 'PersonConfirmed']);
  });

  it.each<[string, string, ReturnType<typeof applied>]>([
    ['before its batch is confirmed', 'batch-not-confirmed', applied(null)],
    ['of another batch', 'batch-not-confirmed', applied({ ...AGREED, batch: 'batch:other' })],
    ['by another administrator', 'batch-not-confirmed', applied(AGREED, {}, INITIAL, ACTORS.admin)],
    ['at another place', 'row-unproved', applied(AGREED, { index: 1 })],
    ['without its path', 'row-unproved', applied(AGREED, { path: [] })],
    ['that looks like another', 'look-alikes-unseen', applied({ ...AGREED, apart: [0] })],
    ['of a record that was confirmed since', 'row-changed', applied(AGREED, {}, person(BOB, { recordedAt: at(-30) }))],
    [
      'of one confirmed between the look and the proposal',
      'row-changed',
      applied(AGREED, {}, person(BOB, { recordedAt: at(-75) })),
    ],
    ['of a record for another stream', 'proposal-mismatch', applied(AGREED, { record: BOB as never })],
    ['whose batch proposed its own confirmer', 'same-proposer', applied({ ...AGREED, proposedBy: PEOPLE.secondAdmin })],
    ['whose proposer is no administrator any more', 'role-missing', applied({ ...AGREED, proposedBy: PEOPLE.agent })],
  ])('%s is refused: %s', (_name, code, said) => {
    expect(said).toBe(code);
  });

  it('changes nothing where the record says the same already', () => {
    expect(applied(AGREED, {}, person(ANN, { recordedAt: at(-30) }))).toEqual([]);
  });

  it('waits for no proposal of the record by itself', () => {
    const waiting = { value: ANN, by: PEOPLE.admin, digest: 'd', at: at(-90) };
    const state: StreamState = { ...INITIAL, person: { current: null, proposal: waiting } };
    expect(whyNotRow(state, null)?.code).toBe('proposal-waiting');
    expect(whyNotRow(person(BOB, { recordedAt: at(-90) }), at(-60))).toBeUndefined();
  });

  it('keeps the passkeys that it does not speak of, and dates of contacts are no difference', () => {
    const passkeys = [{ credentialId: 'c', publicKey: 'k', site: 'https://a.example' }];
    expect(becoming(person({ ...ANN, passkeys }), ANN)).toEqual({ ...ANN, passkeys });
    expect(isRegistered(person({ ...ANN, passkeys }), ANN)).toBe(true);
    const contact = { id: 'work', kind: 'email', address: 'a@example.com' } as const;
    const profile = aProfile({ contacts: [{ ...contact, since: at(0) }] });
    const { directoryId: _, ...said } = { ...profile, contacts: [{ ...contact, since: at(-9) }] };
    expect(isRegistered(registered(profile), said)).toBe(true);
    expect(isRegistered(registered(profile), { ...said, tier: 'critical' })).toBe(false);
  });

  it('has the flaws that a proposal by itself would have', () => {
    const facts = registryFacts();
    const claims = [{ identity: 'subject:x', holder: 'person:eve', at: at(0), tier: null, seq: 1 }];
    expect(flawOfRow(INITIAL, ANN, { ...facts, claims })?.code).toBe('identity-taken');
    expect(flawOfRow(INITIAL, aProfile(), { ...facts, directoryTier: 'critical' })?.code).toBe('tier-too-low');
    const governed = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`directory:x|${index}`, 'standard']));
    const full = { ...INITIAL, governed } as StreamState;
    expect(flawOfRow(full, aProfile(), facts)?.code).toBe('too-many-identities');
    expect(flawOfRow(INITIAL, ANN, facts)).toBeUndefined();
  });
});

describe('the proposal of a batch', () => {
  const proposed = (
    rows: RowsReading | null,
    stream = STREAM,
    state = INITIAL,
    administrators: readonly string[] = [],
  ) => {
    const context = aContext({ registry: { ...registryFacts(), rows } });
    const decision = proposeBatch(
      state,
      { type: 'ProposeBatch', content: CONTENT },
      { stream, by: PEOPLE.admin, isAdministrator: (person) => administrators.includes(person) },
      context,
    );
    return decision.accepted ? decision.events : decision.refusal;
  };

  it('is of the rows as they were read', () => {
    const digest = batchDigest(CONTENT);
    expect(proposed({ problems: null, batch: BATCH })).toEqual([
      { type: 'BatchProposed', batch: BATCH, by: PEOPLE.admin, digest },
    ]);
  });

  it('waits while the same is applied, unless its confirmer is no administrator any more', () => {
    const read = { problems: null, batch: BATCH };
    const progress = {
      ...{ seq: 2, proposedAt: at(-60), proposedBy: PEOPLE.admin, confirmedBy: PEOPLE.secondAdmin },
      ...{ next: 1, applied: 1, unchanged: 0, refused: 0 },
    };
    const applied = (next: number): StreamState => ({
      ...INITIAL,
      batch: { current: BATCH, proposal: null, progress: { ...progress, next } },
    });
    expect(proposed(read, STREAM, applied(1), [PEOPLE.secondAdmin])).toEqual({
      code: 'proposal-waiting',
      facts: { confirmer: PEOPLE.secondAdmin, next: 1 },
    });
    expect(proposed(read, STREAM, applied(1), [PEOPLE.admin])).toMatchObject([{ type: 'BatchProposed' }]);
    expect(proposed(read, STREAM, applied(2), [PEOPLE.secondAdmin])).toMatchObject([{ type: 'BatchProposed' }]);
  });

  it('is of rows that were looked at before it', () => {
    const later = { problems: null, batch: { ...BATCH, lookedAt: at(1) } };
    expect(proposed(later)).toMatchObject({ code: 'proposal-mismatch' });
  });

  it('is refused with the problems of its rows, where nobody read them, and on another stream', () => {
    const problems = Array.from({ length: 30 }, (_, index) => ({ code: 'row-duplicate', index }));
    expect(proposed({ problems })).toEqual({ code: 'batch-invalid', facts: { problems: problems.slice(0, 20) } });
    expect(proposed(null)).toMatchObject({ code: 'batch-invalid' });
    expect(proposed({ problems: null, batch: BATCH }, batchStream('0'.repeat(64)))).toMatchObject({
      code: 'proposal-mismatch',
    });
    expect(proposed({ problems: null, batch: { ...BATCH, people: 3 } })).toMatchObject({ code: 'proposal-mismatch' });
  });
});

describe('what became of rows', () => {
  const progress = {
    ...{ seq: 2, proposedAt: at(-60), proposedBy: PEOPLE.admin, confirmedBy: PEOPLE.secondAdmin },
    ...{ next: 1, applied: 1, unchanged: 0, refused: 0 },
  };
  const state: StreamState = { ...INITIAL, batch: { current: BATCH, proposal: null, progress } };
  const noted = (from: number, count: number, actor = ACTORS.secondAdmin, of = state) => {
    const outcomes = Array.from({ length: count }, () => 'row-changed' as const);
    const decision = applyRows(of, { type: 'ApplyRows', from, outcomes }, actor);
    return decision.accepted ? decision.events : decision.refusal.code;
  };

  it('is noted once, in order, by whoever confirmed the batch', () => {
    expect(noted(1, 1)).toMatchObject([{ type: 'RowsApplied', next: 2, refused: [{ index: 1, code: 'row-changed' }] }]);
    expect(noted(0, 1)).toEqual([]);
    expect(noted(1, 2)).toBe('proposal-mismatch');
    expect(noted(2, 1)).toBe('proposal-mismatch');
    expect(noted(1, 0)).toBe('proposal-mismatch');
    expect(noted(1, 1, ACTORS.admin)).toBe('batch-not-confirmed');
    expect(noted(0, 1, ACTORS.secondAdmin, INITIAL)).toBe('batch-not-confirmed');
  });

  it('is of a batch in force', () => {
    expect(batchInForce(STREAM, state)).toMatchObject({ batch: STREAM, confirmed: 2, confirmedBy: PEOPLE.secondAdmin });
    expect(batchInForce(STREAM, INITIAL)).toBeNull();
  });
});
