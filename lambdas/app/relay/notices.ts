import { type Commit, type HashedCommit, LedgerCorrupt } from '../../core/audit/commit.ts';
import { openStored } from '../../core/audit/verify.ts';
import { isSameReach } from '../../core/registry/contact.ts';
import type { Delivery, Message, Recipient } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Audience, LedgerPlace, Notice, Queue } from '../../ports/queue.ts';
import type { SentNotices } from '../../ports/sent-notices.ts';
import { log } from '../log.ts';
import { noticeOf } from './notices/about.ts';
import { type AskingServices, askedBecauseOf } from './notices/asking.ts';
import { letterFor, type MessageServices, messageFor, relatedFor } from './notices/message.ts';
import { type Reached, type RecipientServices, recipientsOf } from './notices/recipients.ts';
import { type Telling, tellingOf } from './notices/telling.ts';

export interface NoticeServices extends MessageServices, RecipientServices, AskingServices {
  readonly delivery: Delivery;
  readonly sentNotices: SentNotices;
  /** The queue of the notices. */
  readonly notices: Queue<Notice>;
}

/** One message to one recipient: `contact` is its name in the marker of sent notices. */
interface Outgoing {
  readonly audience: Audience;
  readonly contact: string;
  readonly to: Recipient;
  readonly message: () => Message | Promise<Message>;
}

/**
 * Notifies every registered recipient of a commit (rule 11), and everybody whom it asks to do something. Of a notice for everybody, each
 * recipient whose delivery fails becomes a notice of their own, so a blocked mailbox delays only itself. Once for each commit and recipient:
 * sent notices are marked, and only a crash between sending and marking sends twice. An invalid address is logged and done; every other
 * failure is retried. A notice contains no code and no address; only those who are asked to act read the name of the account. Throws
 * `AdapterError` and `LedgerCorrupt`.
 */
export async function deliverNotice(services: NoticeServices, { stream, seq, audience }: Notice): Promise<void> {
  const noticed = await loadNoticed(services.ledger, { stream, seq });
  const all = await outgoingOf(services, noticed);
  const { commit } = noticed.hashed;
  if (audience === 'everybody') return deliverToAll(services, commit, all);
  const one = all.find((outgoing) => outgoing.audience === audience);
  // The recipient is no longer registered, and their mailbox may belong to somebody else now; or there is nothing left to do.
  if (one === undefined) return log('info', 'nobody to notify', { account: stream, seq, audience });
  await deliverTo(services, commit, one);
}

/** Every message that a commit causes. Whoever is asked to act is not also told that there is a plan. */
async function outgoingOf(services: NoticeServices, { hashed, isNewest }: Noticed): Promise<readonly Outgoing[]> {
  const asked = (await askedBecauseOf(services, { hashed, isNewest })).map(
    ({ person, to, message }): Outgoing => ({
      ...{ audience: `asked:${person}`, contact: `asked#${person}`, to, message: () => message },
    }),
  );
  const about = noticeOf(hashed.commit.events);
  const telling = about === undefined ? undefined : await tellingOf(services.ledger, hashed, { about, isNewest });
  if (telling === undefined) return asked;
  const told = (await recipientsOf(services, telling)).filter(
    ({ isRelated, to }) => isRelated !== true || !asked.some((one) => isSameReach(one.to, to)),
  );
  const notices = told.map(
    (reached): Outgoing => ({
      ...{ audience: `contact:${reached.id}`, contact: reached.id, to: reached.to },
      message: () => messageTo(services, telling, reached),
    }),
  );
  return [...notices, ...asked];
}

/** Side by side, so that a slow mailbox keeps nobody waiting. The failures are queued by one call, or, when that fails, this notice comes again. */
async function deliverToAll(services: NoticeServices, commit: Commit, all: readonly Outgoing[]): Promise<void> {
  const { account: stream, seq } = commit;
  const failed = await Promise.all(
    all.map(async (one) => {
      try {
        await deliverTo(services, commit, one);
        return [];
      } catch (error) {
        log('warn', 'notice put off', { account: stream, seq, contact: one.contact, error });
        return [{ stream, seq, audience: one.audience }];
      }
    }),
  );
  if (failed.flat().length > 0) await services.notices.send(failed.flat());
}

async function deliverTo(services: NoticeServices, { account, seq, at }: Commit, one: Outgoing): Promise<void> {
  const { contact } = one;
  const marker = { account, seq, contact };
  if (await services.sentNotices.has(marker)) return;
  try {
    await services.delivery.send(one.to, await one.message());
  } catch (error) {
    if (!isNoAddress(error)) throw error;
    return log('error', 'notice not sent', { account, seq, contact, error });
  }
  await services.sentNotices.add(marker, at);
}

interface Noticed {
  readonly hashed: HashedCommit;
  readonly isNewest: boolean;
}

/** The commit of a notice, and whether it is the newest of its stream; one read. */
async function loadNoticed(ledger: Ledger, { stream, seq }: LedgerPlace): Promise<Noticed> {
  const [row, next] = await ledger.read(stream, { from: seq, limit: 2 });
  if (row?.seq !== seq) throw new LedgerCorrupt(stream, seq, 'gap');
  const hashed = openStored(row, stream, await ledger.keysOf([row]));
  return { hashed, isNewest: next === undefined };
}

/** A permanent failure: no retry can deliver to this address. */
const isNoAddress = (error: unknown): boolean =>
  error instanceof AdapterError && ['recipient-refused', 'channel-missing'].includes(error.code);

async function messageTo(services: MessageServices, telling: Telling, { to, isRelated }: Reached): Promise<Message> {
  if (isRelated === true) return relatedFor(services, telling);
  return to.kind === 'postal' ? letterFor(services, telling) : messageFor(services, telling);
}
