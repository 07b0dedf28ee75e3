import type { Commit } from '../../core/audit/commit.ts';
import { isSameReach } from '../../core/registry/contact.ts';
import type { Delivery, Message } from '../../ports/delivery.ts';
import type { Notice } from '../../ports/queue.ts';
import { loadBetween, type Neighbours } from '../ledger/load.ts';
import { log } from '../log.ts';
import { isOfLending, noticeOf } from './notices/about.ts';
import { type AskingServices, askedBecauseOf, askingOf } from './notices/asking.ts';
import { type ChatServices, postsOf } from './notices/chats.ts';
import { type DeliveringServices, deliver, type Outgoing } from './notices/delivering.ts';
import { type LendingServices, lendingNewsOf } from './notices/lending.ts';
import { letterFor, type MessageServices, messageFor, relatedFor } from './notices/message.ts';
import { type Reached, type RecipientServices, recipientsOf } from './notices/recipients.ts';
import { type Telling, tellingOf } from './notices/telling.ts';
import { noteFor, type TicketNoteServices } from './notices/tickets.ts';
import { mailOf, type TaskWords } from './notices/words.ts';

export interface NoticeServices
  extends MessageServices,
    RecipientServices,
    AskingServices,
    ChatServices,
    TicketNoteServices,
    DeliveringServices,
    LendingServices {
  readonly delivery: Delivery;
}

/**
 * Notifies every registered recipient of a commit (rule 11), everybody whom it asks to do something, and the ticket of its recovery. Of a notice for everybody, each
 * recipient whose delivery fails becomes a notice of their own, so a blocked mailbox delays only itself. Once for each commit and recipient:
 * sent notices are marked, and only a crash between sending and marking, at most a moment later, sends twice. An invalid address is logged and done; every other
 * failure is retried. A notice contains no code and no address; only those who are asked to act read the name of the account. Throws
 * `AdapterError` and `LedgerCorrupt`.
 */
export async function deliverNotice(services: NoticeServices, { stream, seq, audience }: Notice): Promise<void> {
  const noticed = await loadBetween(services.ledger, { stream, seq });
  const all = await outgoingOf(services, noticed);
  const { commit } = noticed.signed;
  if (audience === 'everybody') return deliverToAll(services, commit, all);
  const one = all.find((outgoing) => outgoing.audience === audience);
  // The recipient is no longer registered, and their mailbox may belong to somebody else now; or there is nothing left to do.
  if (one === undefined) log('info', 'nobody to notify', { account: stream, seq, audience });
  const isOver = one === undefined || (await isDelivered(services, commit, one));
  // What came alone had failed before, and may be listed. After its marker: where this fails, the notice comes again, and is not sent twice.
  if (isOver) await services.unsentNotices.noteSent({ stream, seq, audience });
}

/** Every message that a commit causes. Whoever is asked to act is not also told that there is a plan. */
async function outgoingOf(services: NoticeServices, noticed: Neighbours): Promise<readonly Outgoing[]> {
  const asking = await askingOf(services.ledger, noticed);
  const asked = asking === undefined ? [] : await askedBecauseOf(services, asking);
  const asks = asked.map(({ person, to, message, one, recovery }): Outgoing => {
    const contact = `asked#${person}`;
    const send = () => services.delivery.send(to, message);
    const together = (words: TaskWords) => services.delivery.send(to, mailOf(words));
    return { audience: `asked:${person}`, contact, send, paced: { contact, one, recovery, alone: send, together } };
  });
  const posts = [
    ...(asking === undefined ? [] : await postsOf(services, asking)),
    ...(await noteFor(services, noticed)),
    ...(await lendingOf(services, noticed)),
  ];
  const about = noticeOf(noticed.signed.commit.events);
  const telling = about === undefined ? undefined : await tellingOf(services.ledger, noticed, about);
  if (telling === undefined) return [...asks, ...posts];
  const told = (await recipientsOf(services, telling)).filter(
    ({ isRelated, to }) => isRelated !== true || !asked.some((one) => isSameReach(one.to, to)),
  );
  const notices = told.map(
    (reached): Outgoing => ({
      ...{ audience: `contact:${reached.id}`, contact: reached.id },
      send: async () => services.delivery.send(reached.to, await messageTo(services, telling, reached)),
    }),
  );
  return [...notices, ...asks, ...posts];
}

async function lendingOf(services: NoticeServices, noticed: Neighbours): Promise<readonly Outgoing[]> {
  if (!isOfLending(noticed.signed.commit.events)) return [];
  const news = await lendingNewsOf(services, noticed);
  return news.map(({ person, to, message, notBefore }): Outgoing => {
    const contact = notBefore === undefined ? `lending#${person}` : `ending#${person}`;
    const send = () => services.delivery.send(to, message);
    return { audience: `contact:${contact}`, contact, send, ...(notBefore === undefined ? {} : { notBefore }) };
  });
}

/** The failures are queued by one call, or, when that fails, this notice comes again. */
async function deliverToAll(services: NoticeServices, commit: Commit, all: readonly Outgoing[]): Promise<void> {
  const { account: stream, seq } = commit;
  const { failed } = await deliver(services, commit, all);
  const again = failed.map(({ one: { audience, contact }, error }) => {
    log('warn', 'notice put off', { account: stream, seq, contact, error });
    return { stream, seq, audience };
  });
  if (again.length > 0) await services.notices.send(again);
}

/** Whether it has arrived, now or before; else it is refused or waits. Throws when it failed. */
async function isDelivered(services: NoticeServices, commit: Commit, one: Outgoing): Promise<boolean> {
  const { failed, left } = await deliver(services, commit, [one]);
  const [first] = failed;
  if (first !== undefined) throw first.error;
  return left === 0;
}

async function messageTo(services: MessageServices, telling: Telling, { to, isRelated }: Reached): Promise<Message> {
  if (isRelated === true) return relatedFor(services, telling);
  return to.kind === 'postal' ? letterFor(services, telling) : messageFor(services, telling);
}
