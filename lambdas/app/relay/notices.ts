import type { Commit } from '../../core/audit/commit.ts';
import { isSameReach } from '../../core/registry/contact.ts';
import { type Instant, secondsUntil } from '../../core/values/instant.ts';
import type { Delivery, Message } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { UnsentNotices } from '../../ports/put-aside.ts';
import type { Audience, Notice, Queue } from '../../ports/queue.ts';
import type { SentNotices } from '../../ports/sent-notices.ts';
import { loadBetween, type Neighbours } from '../ledger/load.ts';
import { log } from '../log.ts';
import { isOfLending, noticeOf } from './notices/about.ts';
import { type AskingServices, askedBecauseOf, askingOf } from './notices/asking.ts';
import { type ChatServices, postsOf } from './notices/chats.ts';
import { type LendingServices, lendingNewsOf } from './notices/lending.ts';
import { letterFor, type MessageServices, messageFor, relatedFor } from './notices/message.ts';
import { LONGEST_WAIT, type Paced, type PacingServices, sendPaced } from './notices/pacing.ts';
import { type Reached, type RecipientServices, recipientsOf } from './notices/recipients.ts';
import { type Telling, tellingOf } from './notices/telling.ts';
import { noteFor, type TicketNoteServices, TicketNotTold } from './notices/tickets.ts';
import { mailOf, type TaskWords } from './notices/words.ts';

export interface NoticeServices
  extends MessageServices,
    RecipientServices,
    AskingServices,
    ChatServices,
    TicketNoteServices,
    PacingServices,
    LendingServices {
  readonly delivery: Delivery;
  readonly sentNotices: SentNotices;
  readonly unsentNotices: Pick<UnsentNotices, 'noteUnsent' | 'noteSent'>;
  /** The queue of the notices. */
  readonly notices: Queue<Notice>;
}

/** One message to one recipient: `contact` is its name in the marker of sent notices. */
interface Outgoing {
  readonly audience: Audience;
  readonly contact: string;
  readonly send: () => Promise<void>;
  /** For a message to people who are asked to do something: it may wait, or become one with others. */
  readonly paced?: Paced;
  /** For a message about a later time. */
  readonly notBefore?: Instant;
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

interface Failed {
  readonly one: Outgoing;
  readonly error: unknown;
}

/** Milliseconds after which those who were reached are marked, whoever is still waited for. */
const MOMENT_MS = 1_000;

/**
 * Sends side by side, so that a slow mailbox keeps nobody waiting, to everybody who is not marked yet. Marks by one write those who are
 * reached within a moment, and the others by a second one. Gives those who were not reached, or not marked, and how many were refused or wait.
 */
async function deliver(
  services: NoticeServices,
  commit: Commit,
  all: readonly Outgoing[],
): Promise<{ readonly failed: readonly Failed[]; readonly left: number }> {
  if (all.length === 0) return { failed: [], left: 0 };
  const { account: stream, seq, at } = commit;
  const marked = await services.sentNotices.sentTo({ stream, seq });
  const failed: Failed[] = [];
  const reached: Outgoing[] = [];
  const waiting: Waiting[] = [];
  let refused = 0;
  const sending = Promise.all(
    all
      .filter(({ contact }) => !marked.has(contact))
      .map(async (one) => {
        try {
          const outcome = await sent(services, commit, one);
          if (outcome === 'sent') reached.push(one);
          else if (outcome === 'refused') refused += 1;
          else waiting.push({ one, after: outcome });
        } catch (error) {
          failed.push({ one, error });
          await noteUnsent(services, commit, { one, error, again: true });
        }
      }),
  );
  const mark = async (): Promise<void> => {
    const those = reached.splice(0);
    const names = those.map(({ contact }) => contact);
    try {
      if (those.length > 0) await services.sentNotices.add({ stream, seq }, names, at);
    } catch (error) {
      failed.push(...those.map((one) => ({ one, error })));
    }
  };
  await orAfter(MOMENT_MS, sending);
  await mark();
  await sending;
  await mark();
  return {
    failed: [...failed, ...(await putOff(services, commit, waiting))],
    left: refused + waiting.length,
  };
}

/** Lists a message for people on duty. Where that fails, the log and its alarm say it alone. */
async function noteUnsent(
  { unsentNotices, surroundings }: NoticeServices,
  { account: stream, seq }: Commit,
  { one: { audience, contact }, error, again }: Failed & { readonly again: boolean },
): Promise<void> {
  const why = error instanceof AdapterError || error instanceof TicketNotTold ? error.code : 'internal';
  try {
    await unsentNotices.noteUnsent({ stream, seq, audience, why, at: surroundings.now(), again });
  } catch (failure) {
    log('error', 'unsent notice not listed', { account: stream, seq, contact, error: failure });
  }
}

/** A message that is to come again after so many seconds. */
interface Waiting {
  readonly one: Outgoing;
  readonly after: number;
}

/** Puts messages back onto the queue for later, which is no failed attempt. Gives those that it has not taken. */
async function putOff(
  { notices }: NoticeServices,
  { account: stream, seq }: Commit,
  waiting: readonly Waiting[],
): Promise<readonly Failed[]> {
  const failed: Failed[] = [];
  for (const after of new Set(waiting.map((one) => one.after))) {
    const those = waiting.filter((one) => one.after === after).map(({ one }) => one);
    try {
      await notices.send(
        those.map(({ audience }) => ({ stream, seq, audience })),
        after,
      );
    } catch (error) {
      failed.push(...those.map((one) => ({ one, error })));
    }
  }
  return failed;
}

/** Resolves with this work, or after so long. */
async function orAfter(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, time]);
  clearTimeout(timer);
}

/** `sent` when the service has taken the message, `refused` for an address that it never will; or the seconds after which it comes again. */
async function sent(services: NoticeServices, commit: Commit, one: Outgoing): Promise<'sent' | 'refused' | number> {
  const { account, seq } = commit;
  const early = one.notBefore === undefined ? 0 : secondsUntil(services.surroundings.now(), one.notBefore);
  if (early > 0) return Math.min(LONGEST_WAIT, early);
  try {
    const after = one.paced === undefined ? await one.send() : await sendPaced(services, commit, one.paced);
    return after ?? 'sent';
  } catch (error) {
    if (!isNoAddress(error)) throw error;
    await noteUnsent(services, commit, { one, error, again: false });
    // The ticket was written to as far as anybody can.
    if (error instanceof TicketNotTold) return 'sent';
    log('error', 'notice not sent', { account, seq, contact: one.contact, error });
    return 'refused';
  }
}

/** A permanent failure: no retry can deliver to this address. */
const isNoAddress = (error: unknown): boolean =>
  error instanceof TicketNotTold ||
  (error instanceof AdapterError && ['recipient-refused', 'channel-missing'].includes(error.code));

async function messageTo(services: MessageServices, telling: Telling, { to, isRelated }: Reached): Promise<Message> {
  if (isRelated === true) return relatedFor(services, telling);
  return to.kind === 'postal' ? letterFor(services, telling) : messageFor(services, telling);
}
