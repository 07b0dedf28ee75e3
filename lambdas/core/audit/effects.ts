import type { LedgerEvent } from '../recovery/events.ts';
import { endOf } from '../recovery/life.ts';
import { isSuspicion } from './alert.ts';
import type { Commit } from './commit.ts';

/** The relay's work for a commit, besides updating views and gates. */
export interface Effects {
  /** Start the execution: the recovery has begun. */
  readonly start: boolean;
  /** Stop the execution, with this cause: people ended the recovery while the execution may be waiting. */
  readonly stop: string | null;
  /** Record the caller and network of a suspicion across accounts (rule 10). */
  readonly suspects: boolean;
  /** Events to publish to other systems. */
  readonly publish: readonly LedgerEvent['type'][];
}

/** Ends caused by people. All other ends come from the execution itself, which then finishes alone. */
const ENDED_BY_PEOPLE: readonly string[] = ['refused', 'rejected', 'stopped'];

/** Internal steps and refusals: they are in the ledger and not published. */
const UNPUBLISHED: readonly LedgerEvent['type'][] = ['GateOpened', 'CommandRefused', 'IntakeRefused'];

export function effectsOf(commit: Commit): Effects {
  const types = commit.events.map((event) => event.type);
  const end = commit.events.map(endOf).find((found) => found !== undefined && ENDED_BY_PEOPLE.includes(found));
  return {
    start: types.includes('RecoveryOpened'),
    stop: end ?? null,
    suspects: commit.events.some(isSuspicion),
    publish: types.filter((type) => !UNPUBLISHED.includes(type)),
  };
}
