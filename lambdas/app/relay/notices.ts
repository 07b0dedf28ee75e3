import { type Commit, LedgerCorrupt } from '../../core/audit/commit.ts';
import { openStored } from '../../core/audit/verify.ts';
import type { Delivery, Message } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Audience, LedgerPlace, Notice, Queue } from '../../ports/queue.ts';
import type { SentNotices } from '../../ports/sent-notices.ts';
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
 * Notifies every registered recipient of a commit (rule 11). Of a notice for everybody, each recipient whose delivery fails becomes a notice
 * of their own, so a blocked mailbox delays only itself. Once for each commit and contact: sent notices are marked, and only a crash between
 * sending and marking sends twice. An invalid address is logged and done; every other failure is retried. A notice contains no code, no
 * name, no address and no account. Throws `AdapterError` and `LedgerCorrupt`.
 */
export async function deliverNotice(services: NoticeServices, { stream, seq, audience }: Notice): Promise<void> {
  const { hashed, isNewest } = await loadNoticed(services.ledger, { stream, seq });
  const about = noticeOf(hashed.commit.events);
  const telling = about === undefined ? undefined : await tellingOf(services.ledger, hashed, { about, isNewest });
  if (telling === undefined) return;
  const recipients = await recipientsOf(services, telling);
  if (audience === 'everybody') return deliverToAll(services, telling, recipients);
  const reached = recipients.find((one) => audienceOf(one) === audience);
  // The recipient is no longer registered: their mailbox may belong to somebody else now.
  if (reached === undefined) return log('info', 'nobody to notify', { account: stream, seq, audience });
  await deliverTo(services, telling, reached);
}

/** Side by side, so that a slow mailbox keeps nobody waiting. The failures are queued by one call, or, when that fails, this notice comes again. */
async function deliverToAll(services: NoticeServices, telling: Telling, all: readonly Reached[]): Promise<void> {
  const { account: stream, seq } = telling.commit;
  const failed = await Promise.all(
    all.map(async (one) => {
      try {
        await deliverTo(services, telling, one);
        return [];
      } catch (error) {
        log('warn', 'notice put off', { account: stream, seq, contact: one.id, error });
        return [{ stream, seq, audience: audienceOf(one) }];
      }
    }),
  );
  if (failed.flat().length > 0) await services.notices.send(failed.flat());
}

async function deliverTo(services: NoticeServices, telling: Telling, reached: Reached): Promise<void> {
  const { commit } = telling;
  const message = await messageTo(services, telling, reached);
  await sendOnce(services, commit, { ...reached, message }).catch((error: unknown) => {
    if (!isNoAddress(error)) throw error;
    log('error', 'notice not sent', { account: commit.account, seq: commit.seq, contact: reached.id, error });
  });
}

/** The commit of a notice, and whether it is the newest of its stream; one read. */
async function loadNoticed(ledger: Ledger, { stream, seq }: LedgerPlace) {
  const [row, next] = await ledger.read(stream, { from: seq, limit: 2 });
  if (row?.seq !== seq) throw new LedgerCorrupt(stream, seq, 'gap');
  const hashed = openStored(row, stream, await ledger.keysOf([row]));
  return { hashed, isNewest: next === undefined };
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
