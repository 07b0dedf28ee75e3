import type { LedgerEvent } from '../../../core/recovery/events.ts';
import type { NoticeKind } from '../../messages/texts.ts';

/** The first of these that a commit holds is what its notice is about: what matters more goes first. */
const ABOUT: readonly (readonly [type: LedgerEvent['type'], kind: NoticeKind])[] = [
  ['RecoveryRefused', 'proof-wrong'],
  ['RecoveryDenied', 'ended'],
  ['RecoveryRejected', 'ended'],
  ['RecoveryExpired', 'ended'],
  ['RecoveryStopped', 'ended'],
  ['RecoveryOpened', 'opened'],
  ['ApprovalCompleted', 'approved'],
  ['ProofRecorded', 'proof-given'],
  ['GrantIssued', 'granted'],
  ['RevocationConfirmed', 'revoked'],
  ['AuthenticatorEnrolled', 'enrolled'],
  ['RecoveryContactNamed', 'enrolled'],
  ['AuthenticatorRemoved', 'removed'],
  ['RecoveryContactRemoved', 'removed'],
  ['AuthenticatorUsed', 'used'],
  ['RecoveryAssessed', 'planned'],
  ['ProfileConfirmed', 'record-changed'],
  ['PersonConfirmed', 'person-changed'],
];

/** What a commit is to be told of as; undefined for one that nobody outside need hear of, such as a proof that somebody abandoned. */
export function noticeOf(events: readonly LedgerEvent[]): NoticeKind | undefined {
  const telling = events.filter((event) => event.type !== 'ProofRecorded' || event.proof.outcome === 'verified');
  return ABOUT.find(([type]) => telling.some((event) => event.type === type))?.[1];
}
