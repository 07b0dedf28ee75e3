import { evolve } from '../recovery/evolve.ts';
import { endOf } from '../recovery/life.ts';
import {
  type End,
  findRecovery,
  INITIAL,
  type Recovery,
  type RecoveryId,
  type StreamState,
} from '../recovery/state.ts';
import type { Commit } from './commit.ts';

/** A recovery as its own commits leave it. */
export interface Replayed {
  /** As it was under its last event, or just before its end. */
  readonly recovery: Recovery;
  readonly end: End | null;
}

/** One recovery, from its own commits alone: also one that ended so long ago that its stream has forgotten it. Undefined if it never began. */
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
