import type { Commit, HashedCommit } from '../../core/audit/commit.ts';
import type { LedgerEvent } from '../../core/recovery/events.ts';
import type { Delivery, Message } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { SentNotices } from '../../ports/sent-notices.ts';
import { log } from '../log.ts';
import type { NoticeKind } from '../messages/texts.ts';
import { letterFor, type MessageServices, messageFor, relatedFor } from './notices/message.ts';
import { type Reached, type RecipientServices, recipientsOf } from './notices/recipients.ts';
import { type Telling, tellingOf } from './notices/telling.ts';

export interface NoticeServices extends MessageServices, RecipientServices {
  readonly delivery: Delivery;
  readonly sentNotices: SentNotices;
}

/**
 * Tells everybody who is registered what happened (rule 11). Once for each commit and contact: what was sent is marked, so that only a crash
 * between the two sends twice. An address that takes nothing is logged and keeps nobody else from hearing; an outage is thrown, so that the
 * commit is delivered again. No code, no name, no address and no account is in a notice.
 */
export async function sendNotices(services: NoticeServices, hashed: HashedCommit): Promise<void> {
  const { commit } = hashed;
  const about = noticeOf(commit.events);
  const telling = about === undefined ? undefined : await tellingOf(services.ledger, hashed, about);
  if (telling === undefined) return;
  const written = await everyForm(services, telling);
  let failure: unknown;
  for (const reached of await recipientsOf(services, telling)) {
    await sendOnce(services, commit, { ...reached, message: written[formFor(reached)] }).catch((error: unknown) => {
      const isOutage = !(error instanceof AdapterError) || error.retryable;
      if (isOutage) failure = error;
      log('error', 'notice not sent', { account: commit.account, seq: commit.seq, contact: reached.id, error });
    });
  }
  if (failure !== undefined) throw failure;
}

const everyForm = async (services: MessageServices, telling: Telling) => ({
  message: await messageFor(services, telling),
  letter: letterFor(services, telling),
  related: relatedFor(services, telling),
});

function formFor({ to, isRelated }: Reached): 'message' | 'letter' | 'related' {
  if (isRelated === true) return 'related';
  return to.kind === 'postal' ? 'letter' : 'message';
}

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

async function sendOnce(
  { delivery, sentNotices }: NoticeServices,
  { account, seq, at }: Commit,
  { id: contact, to, message }: Reached & { readonly message: Message },
): Promise<void> {
  const notice = { account, seq, contact };
  if (await sentNotices.has(notice)) return;
  await delivery.send(to, message);
  await sentNotices.add(notice, at);
}
