import type { Commit } from '../../../core/audit/commit.ts';
import type { LedgerEvent } from '../../../core/recovery/state/events.ts';
import { findRecovery, type StreamState } from '../../../core/recovery/state/state.ts';
import { mayTell, type Transition } from '../../../core/recovery/views/asked.ts';
import { mayDo } from '../../../core/recovery/views/done.ts';
import type { PersonId } from '../../../core/registry/person.ts';
import type { NoticeKind } from '../../messages/texts.ts';

/** The kinds of notices in order of importance: the first event that a commit contains determines its notice. */
const ABOUT: readonly (readonly [type: LedgerEvent['type'], kind: NoticeKind])[] = [
  ['RecoveryRefused', 'proof-wrong'],
  ['RecoveryDenied', 'denied'],
  ['RecoveryRejected', 'rejected'],
  ['RecoveryExpired', 'expired'],
  ['RecoveryStopped', 'ended'],
  ['ExecutionFailed', 'failed'],
  ['RecoveryOpened', 'opened'],
  ['ApprovalCompleted', 'approved'],
  ['ProofRecorded', 'proof-given'],
  ['GrantIssued', 'granted'],
  ['RevocationConfirmed', 'revoked'],
  ['LinkSent', 'link-sent'],
  ['AuthenticatorEnrolled', 'enrolled'],
  ['RecoveryContactNamed', 'enrolled'],
  ['AuthenticatorRemoved', 'removed'],
  ['RecoveryContactRemoved', 'removed'],
  ['AuthenticatorUsed', 'used'],
  ['RecoveryAssessed', 'planned'],
  ['ProfileConfirmed', 'record-changed'],
  ['ProfileSynced', 'record-changed'],
  ['PersonConfirmed', 'person-changed'],
];

/** The kind of notice that a commit needs; undefined for one that concerns nobody outside, such as an abandoned proof. */
export function noticeOf(events: readonly LedgerEvent[]): NoticeKind | undefined {
  // A first record, registered with many others, changes nothing for anybody.
  if (events.some((event) => event.type === 'RowApplied' && !event.row.replaces)) return undefined;
  const telling = events.filter(isTold);
  return ABOUT.find(([type]) => telling.some((event) => event.type === type))?.[1];
}

/** An abandoned proof says nothing, and a plan only to those whom it names. */
function isTold(event: LedgerEvent): boolean {
  if (event.type === 'ProofRecorded') return event.proof.outcome === 'verified';
  return event.type !== 'RecoveryAssessed' || event.plan.notify.length > 0;
}

/** What a commit changes for those whom its recovery waits for: nothing, without a look at the states, unless its events may tell. */
export async function transitionOf(
  { recovery, events }: Commit,
  states: { readonly before: () => Promise<StreamState>; readonly after: () => Promise<StreamState> },
): Promise<Transition> {
  if (recovery === null || !(mayTell(events) || mayDo(events))) return { before: undefined, after: undefined };
  const [before, after] = [await states.before(), await states.after()];
  return { before: findRecovery(before, recovery), after: findRecovery(after, recovery) };
}

/** Whether a commit says something of a right that is lent: it was given, ended, or used. */
export const isOfLending = (events: readonly LedgerEvent[]): boolean =>
  events.some(
    (event) => usedIn(event) !== undefined || ['DelegationGiven', 'DelegationWithdrawn'].includes(event.type),
  );

interface Used {
  readonly lender: PersonId;
  readonly by: PersonId;
  readonly kind: 'countersigned' | 'rejected';
}

/** In whose place an event was decided, and by whom; undefined where somebody decided for themselves. */
export function usedIn(event: LedgerEvent): Used | undefined {
  if (event.type === 'PlanCountersigned') {
    const { approver, for: other } = event.countersignature;
    return other === undefined ? undefined : { lender: other.person, by: approver, kind: 'countersigned' };
  }
  if (event.type !== 'RecoveryRejected' || event.for === undefined) return undefined;
  return { lender: event.for, by: event.by, kind: 'rejected' };
}
