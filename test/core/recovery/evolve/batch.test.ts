import { describe, expect, it } from '@jest/globals';
import { evolveBatch, isBatchEvent } from '../../../../lambdas/core/recovery/evolve/batch.ts';
import type { BatchEvent } from '../../../../lambdas/core/recovery/state/batches.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import type { Batch } from '../../../../lambdas/core/registry/batch.ts';
import { at, PEOPLE } from '../../../support/fixtures.ts';

const BATCH: Batch = { root: 'r', people: 3, accounts: 0, fresh: 3, changing: 0, same: 0, lookedAt: at(-9), apart: [] };
const PROPOSED: BatchEvent = { type: 'BatchProposed', batch: BATCH, by: PEOPLE.admin, digest: 'd' };
const CONFIRMED: BatchEvent = { type: 'BatchConfirmed', by: PEOPLE.secondAdmin, digest: 'd' };
const applied = (from: number, next: number, refused: number): BatchEvent => ({
  ...{ type: 'RowsApplied', from, next, applied: next - from - refused, unchanged: 0 },
  refused: Array.from({ length: refused }, () => ({ index: from, code: 'row-changed' })),
});
const folded = (...events: readonly BatchEvent[]): StreamState =>
  events.reduce((state, event, index) => evolveBatch(state, event, { at: at(index), seq: index + 1 }), INITIAL);

describe('the stream of a batch', () => {
  it('knows who proposed and confirmed it, when and where', () => {
    const { batch } = folded(PROPOSED, CONFIRMED);
    expect(batch.current).toEqual(BATCH);
    expect(batch.progress).toEqual({
      ...{ seq: 2, proposedAt: at(0), proposedBy: PEOPLE.admin, confirmedBy: PEOPLE.secondAdmin },
      ...{ next: 0, applied: 0, unchanged: 0, refused: 0 },
    });
  });

  it('counts what became of its rows', () => {
    const { batch } = folded(PROPOSED, CONFIRMED, applied(0, 2, 1), applied(2, 3, 0));
    expect(batch.progress).toMatchObject({ next: 3, applied: 2, refused: 1 });
  });

  it('begins anew when the same is agreed on again', () => {
    const { batch } = folded(PROPOSED, CONFIRMED, applied(0, 3, 0), PROPOSED, CONFIRMED);
    expect(batch.progress).toMatchObject({ seq: 5, next: 0, applied: 0, proposedAt: at(3) });
  });

  it('is changed by no row that names it, and by no word of progress before it is confirmed', () => {
    expect(folded(PROPOSED, applied(0, 3, 0)).batch.progress).toBeNull();
    expect(isBatchEvent({ type: 'PersonConfirmed' })).toBe(false);
  });
});
