import type { Commit } from '../../core/audit/commit.ts';
import type { Delivery, Message } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Audience, Notice, Queue } from '../../ports/queue.ts';
import type { SentNotices } from '../../ports/sent-notices.ts';
import { loadCommit } from '../ledger/load.ts';
import { log } from '../log.ts';
import { noticeOf } from './notices/about.ts';
import { letterFor, type MessageServices, messageFor, relatedFor } from './notices/message.ts';
import { type Reached, type RecipientServices, recipientsOf } from './notices/recipients.ts';
import { type Telling, tellingOf } from './notices/telling.ts';

export interface NoticeServices extends MessageServices, RecipientServices {
  readonly delivery: Delivery;
  readonly sentNotices: SentNotices;
  /** The queue of the notices. */
  readonly notices: Queue<Notice>;
}

/**
 * Notifies every registered recipient of a commit (rule 11). A notice for everybody becomes one notice for each recipient, so a blocked
 * mailbox delays only itself. Once for each commit and contact: sent notices are marked, and only a crash between sending and marking sends
 * twice. An invalid address is logged and done; every other failure is thrown and retried. A notice contains no code, no name, no address
 * and no account. Throws `AdapterError` and `LedgerCorrupt`.
 */
export async function deliverNotice(services: NoticeServices, { stream, seq, audience }: Notice): Promise<void> {
  const hashed = await loadCommit(services.ledger, { stream, seq });
  const about = noticeOf(hashed.commit.events);
  const telling = about === undefined ? undefined : await tellingOf(services.ledger, hashed, about);
  if (telling === undefined) return;
  const recipients = await recipientsOf(services, telling);
  if (audience === 'everybody')
    return services.notices.send(recipients.map((one) => ({ stream, seq, audience: audienceOf(one) })));
  const reached = recipients.find((one) => audienceOf(one) === audience);
  // The recipient is no longer registered: their mailbox may belong to somebody else now.
  if (reached === undefined) return log('info', 'nobody to notify', { account: stream, seq, audience });
  const message = await messageTo(services, telling, reached);
  await sendOnce(services, hashed.commit, { ...reached, message }).catch((error: unknown) => {
    if (!isNoAddress(error)) throw error;
    log('error', 'notice not sent', { account: stream, seq, contact: reached.id, error });
  });
}

const audienceOf = ({ id }: Reached): Audience => `contact:${id}`;

/** A permanent failure: no retry can deliver to this address. */
const isNoAddress = (error: unknown): boolean =>
  error instanceof AdapterError && ['recipient-refused', 'channel-missing'].includes(error.code);

async function messageTo(services: MessageServices, telling: Telling, { to, isRelated }: Reached): Promise<Message> {
  if (isRelated === true) return relatedFor(services, telling);
  return to.kind === 'postal' ? letterFor(services, telling) : messageFor(services, telling);
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
