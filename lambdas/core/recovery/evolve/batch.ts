import { isOneOf } from '../../values/family.ts';
import type { BatchEvent } from '../state/batches.ts';
import type { StreamState } from '../state/state.ts';
import type { RegistryPlace } from './registry.ts';

export const isBatchEvent = isOneOf<BatchEvent>({
  BatchProposed: true,
  BatchConfirmed: true,
  RowApplied: true,
  RowsApplied: true,
});

/** The state of a batch's stream after one more event. A row's record changes by the events beside it, on its own stream. */
export function evolveBatch(state: StreamState, event: BatchEvent, { at, seq }: RegistryPlace): StreamState {
  const { batch } = state;
  switch (event.type) {
    case 'BatchProposed': {
      const proposal = { value: event.batch, by: event.by, digest: event.digest, at };
      return { ...state, batch: { ...batch, proposal } };
    }
    case 'BatchConfirmed':
      return { ...state, batch: confirmed(batch, { seq, by: event.by }) };
    case 'RowApplied':
      return state;
    case 'RowsApplied': {
      const { progress } = batch;
      if (progress === null) return state;
      const { next, applied, unchanged, refused } = event;
      const counted = {
        applied: progress.applied + applied,
        unchanged: progress.unchanged + unchanged,
        refused: progress.refused + refused.length,
      };
      return { ...state, batch: { ...batch, progress: { ...progress, next, ...counted } } };
    }
  }
}

/** Nothing is applied yet, whatever was applied of the same batch after an earlier proposal. */
function confirmed(
  batch: StreamState['batch'],
  { seq, by }: { readonly seq: number; readonly by: string },
): StreamState['batch'] {
  const { proposal } = batch;
  if (proposal === null) return batch;
  const agreed = { seq, proposedAt: proposal.at, proposedBy: proposal.by, confirmedBy: by };
  const progress = { ...agreed, next: 0, applied: 0, unchanged: 0, refused: 0 };
  return { current: proposal.value, proposal: null, progress };
}
