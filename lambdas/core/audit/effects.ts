import { isAdverse, isSighted } from '../proofing/proof.ts';
import type { GateName, LedgerEvent } from '../recovery/state/events.ts';
import { endOf } from '../recovery/state/life.ts';
import type { PersonId } from '../registry/person.ts';
import { isSuspicion } from './alert.ts';
import type { Commit } from './commit.ts';

/** The relay's work for a commit, besides updating views and gates. */
export interface Effects {
  /** Start the execution: the recovery has begun. */
  readonly start: boolean;
  /** Stop the execution, with this cause: people ended the recovery while the execution may be waiting. */
  readonly stop: string | null;
  /** Show the recovery anew: something of it has changed. */
  readonly shows: boolean;
  /** Resume the gates that have nothing left to wait for: it may have passed one. */
  readonly passes: boolean;
  /** A gate that the execution has left by itself: its time was up. */
  readonly left: GateName | null;
  /** Record the caller and network of a suspicion across accounts (rule 10). */
  readonly suspects: boolean;
  /** Count what a verifier confirmed, or what failed before them (rule 10). */
  readonly sights: boolean;
  /** Events to publish to other systems. */
  readonly publish: readonly LedgerEvent['type'][];
}

/** Ends caused by people. All other ends come from the execution itself, which then finishes alone. */
const ENDED_BY_PEOPLE: readonly string[] = ['refused', 'rejected', 'stopped'];

/** Internal steps, refusals, and claims of identities by their digests: they are in the ledger and not published. */
const UNPUBLISHED: readonly LedgerEvent['type'][] = [
  ...(['GateOpened', 'CommandRefused', 'IntakeRefused', 'IdentityClaimed'] as const),
];

/** Events that pass no gate, whatever the state: whatever passes one is another event, of the same commit or a later one. */
const PASS_NOTHING: readonly LedgerEvent['type'][] = [
  ...(['RecoveryOpened', 'RecoveryAssessed', 'ProofRecorded', 'PlanCountersigned'] as const),
  ...(['CommandRefused', 'IntakeRefused'] as const),
  ...(['ChallengeIssued', 'ChallengeAnswered', 'ChallengeFailed', 'AuthenticatorUsed'] as const),
  ...(['LinkSent', 'HandedOver', 'StageHalfPassed'] as const),
  ...(['ExecutionStarted', 'WorkReported', 'GrantIssued', 'GrantClaimed'] as const),
  // The review is waited for after these, and the workflow that closes a recovery waits for nothing.
  ...(['RevocationConfirmed', 'RecoveryClosed'] as const),
];

/** Events that change nothing of a view. */
const SHOW_NOTHING: readonly LedgerEvent['type'][] = ['GateOpened', 'CommandRefused', 'IntakeRefused'];

const isEndOfHold = (event: LedgerEvent): boolean => event.type === 'RevocationStarted' && event.trigger === 'workflow';

export function effectsOf(commit: Commit): Effects {
  const types = commit.events.map((event) => event.type);
  const end = commit.events.map(endOf).find((found) => found !== undefined && ENDED_BY_PEOPLE.includes(found));
  return {
    start: types.includes('RecoveryOpened'),
    stop: end ?? null,
    shows: types.some((type) => !SHOW_NOTHING.includes(type)),
    passes: commit.events.some((event) => !PASS_NOTHING.includes(event.type) && !isEndOfHold(event)),
    left: commit.events.some(isEndOfHold) ? 'hold' : null,
    suspects: commit.events.some(isSuspicion),
    sights: commit.events.some((event) => sightingIn(event) !== undefined),
    publish: types.filter((type) => !UNPUBLISHED.includes(type)),
  };
}

/** A verifier's own word on what they saw, that confirms or fails; undefined for every other event. */
export function sightingIn(event: LedgerEvent): Sighting | undefined {
  if (event.type !== 'ProofRecorded' || event.proof.verifier === null || !isSighted(event.proof)) return undefined;
  const { verifier, outcome } = event.proof;
  return outcome === 'verified' || isAdverse(outcome) ? { verifier, isAdverse: isAdverse(outcome) } : undefined;
}

export interface Sighting {
  readonly verifier: PersonId;
  readonly isAdverse: boolean;
}
