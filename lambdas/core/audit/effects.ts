import type { LedgerEvent } from '../recovery/events.ts';
import { endOf } from '../recovery/life.ts';
import { isSuspicion } from './alert.ts';
import type { Commit } from './commit.ts';

/** What the relay does about a commit besides bringing views and gates up to date. */
export interface Effects {
  /** The recovery has begun: its execution is started. */
  readonly start: boolean;
  /** People ended it while its execution may be waiting anywhere: the execution is stopped. */
  readonly stop: string | null;
  /** Somebody suspects the caller: who called, and from where, is remembered across accounts (rule 10). */
  readonly suspects: boolean;
  /** Facts that other systems may hear of. */
  readonly publish: readonly LedgerEvent['type'][];
}

/** Ends that come from people. The others are the work of the execution itself, which then leaves by itself. */
const ENDED_BY_PEOPLE: readonly string[] = ['refused', 'rejected', 'stopped'];

/** Steps of the machinery and refusals are in the ledger and nobody else's business. */
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
