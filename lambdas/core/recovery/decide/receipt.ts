import { containingOf } from '../../policy/contain.ts';
import type { Containing } from '../../policy/policy.ts';
import { type AccountProfile, isOfKind } from '../../registry/account.ts';
import { directoryIdentity } from '../../registry/identity.ts';
import type { Instant } from '../../values/instant.ts';
import { isLive, trippedBy } from '../evolve/watch.ts';
import type { Envelope } from '../state/commands.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import { type LedgerEvent, WATCH_CAUSE } from '../state/events.ts';
import {
  type DirectoryChange,
  type EndContained,
  isWayToStay,
  type ReportChange,
  type ReportContainment,
  receiptFor,
} from '../state/receipts.ts';
import { type Situation, wrongStatus } from '../state/situation.ts';
import type { Recovery, StreamState } from '../state/state.ts';

/**
 * Whether a change that a directory's log shows belongs to a recovery of the account. Only a system that reports may say so, about the directory
 * identity that the account governs now. A change that belongs to none rings, adds to the risk of the next recovery, and a new factor trips
 * the watch (rule 16). What else is done about it, the adopted policy says.
 */
export function decideReceipt(
  state: StreamState,
  { id, actor, command: { change } }: Envelope<ReportChange>,
  context: DecisionContext,
): Decision {
  if (actor.by !== 'signal-source') return refuse('role-missing', { role: 'signal-source' });
  const { current } = state.profile;
  if (current === null || directoryIdentity(current) !== directoryIdentity(change)) return refuse('account-unknown');
  const receipt = receiptFor(state.receipts, change);
  if (receipt.recovery !== null) return accept({ type: 'GovernedChangeSeen', change, ...receipt });
  const seen = { type: 'UngovernedChangeSeen', change, cause: receipt.cause } as const;
  const tripped = isWayToStay(change.kind) ? trippedBy(state, { name: 'factor-added' }, context.now) : [];
  return accept(seen, ...tripped, ...containing(state, { containment: id, profile: current, change }, context));
}

interface Contained {
  /** The id of the command: the same entry of a log is contained once. */
  readonly containment: string;
  readonly profile: AccountProfile;
  readonly change: DirectoryChange;
}

/** A log that showed it too late tells of nothing that goes on now: that rings, and is not contained. */
function containing(
  state: StreamState,
  { containment, profile, change }: Contained,
  context: DecisionContext,
): readonly LedgerEvent[] {
  const by = containedBy(state, change, context);
  if (by === null) return [];
  const { connector, kind } = profile;
  const performs = Object.hasOwn(context.capabilities, connector) ? context.capabilities[connector] : [];
  const signsOut = isOfKind('revoke-sessions', kind) && performs?.includes('revoke-sessions') === true;
  const frozen = { type: 'AccountFrozen', cause: `${change.kind} in ${connector} without a recovery` } as const;
  return [
    { type: 'ContainmentOrdered', containment, by, connector, signsOut },
    ...(by === 'freeze' && state.freeze === null ? [frozen] : []),
  ];
}

/** INVARIANT: only a policy that two administrators adopted contains: whoever deploys another one locks nobody out. */
function containedBy(
  { profile: { current }, receipts }: StreamState,
  change: DirectoryChange,
  { policy, adopted }: Pick<DecisionContext, 'policy' | 'adopted'>,
): Containing | null {
  if (current === null || directoryIdentity(current) !== directoryIdentity(change)) return null;
  const receipt = receiptFor(receipts, change);
  if (receipt.recovery !== null || receipt.cause === 'too-late' || adopted !== policy.digest) return null;
  return containingOf(policy, current);
}

/** The grants that a containment ends: those that may give access now, and that began before it. */
export const endedByContainment = ({ recoveries }: StreamState, containedAt: Instant): readonly Recovery[] =>
  Object.values(recoveries).filter((one) => isLive(one) && (one.grant?.startedAt ?? containedAt) <= containedAt);

/** Ends a grant because of a change that the policy contains. It only takes access away, and a repetition changes nothing. */
export function endContained(situation: Situation, { change }: EndContained): Decision {
  const { actor, recovery, state, context } = situation;
  if (actor.by !== 'signal-source') return refuse('role-missing', { role: 'signal-source' });
  if (recovery.stopped) return accept();
  const isEnded = endedByContainment(state, context.now).some(({ id }) => id === recovery.id);
  if (!isEnded || containedBy(state, change, context) === null) return wrongStatus(situation);
  return accept({ type: 'StopRequested', by: null, reason: 'changed-outside', cause: WATCH_CAUSE });
}

/** What became of a containment in the directory: the sweeper says it. */
export function reportContainment({ actor, command }: Envelope<ReportContainment>): Decision {
  if (actor.by !== 'sweeper') return refuse('role-missing', { role: 'sweeper' });
  const { containment, code, evidence } = command;
  if (code === undefined) return accept({ type: 'SessionsEnded', containment, evidence });
  return accept({ type: 'ContainmentFailed', containment, code });
}
