import { evolve } from '../recovery/evolve/evolve.ts';
import { endOf } from '../recovery/state/life.ts';
import {
  type End,
  findRecovery,
  INITIAL,
  type Recovery,
  type RecoveryId,
  type StreamState,
} from '../recovery/state/state.ts';
import type { Commit } from './commit.ts';

/** The state of a recovery after its own commits. */
export interface Replayed {
  /** The state under its last event, or just before its end. */
  readonly recovery: Recovery;
  readonly end: End | null;
}

/** Rebuilds a recovery from its own commits alone, even long after its end, when its stream has dropped it. Undefined if it never began. */
export function replay(id: RecoveryId, commits: readonly Commit[]): Replayed | undefined {
  let state: StreamState = INITIAL;
  let last: Recovery | undefined;
  let end: End | null = null;
  for (const commit of commits)
    for (const event of commit.events) {
      end ??= endOf(event) ?? null;
      state = evolve(state, event, commit);
      last = findRecovery(state, id) ?? last;
    }
  return last === undefined ? undefined : { recovery: last, end };
}
