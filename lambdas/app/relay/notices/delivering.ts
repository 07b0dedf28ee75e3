import type { Commit } from '../../../core/audit/commit.ts';
import { type Instant, secondsUntil } from '../../../core/values/instant.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { UnsentNotices } from '../../../ports/put-aside.ts';
import type { Audience, Notice, Queue } from '../../../ports/queue.ts';
import type { SentNotices } from '../../../ports/sent-notices.ts';
import { log } from '../../log.ts';
import { LONGEST_WAIT, type Paced, type PacingServices, sendPaced } from './pacing.ts';
import { NoteEarly, TicketNotTold } from './tickets.ts';

export interface DeliveringServices extends PacingServices {
  readonly sentNotices: SentNotices;
  readonly unsentNotices: Pick<UnsentNotices, 'noteUnsent' | 'noteSent'>;
  /** The queue of the notices. */
  readonly notices: Queue<Notice>;
}

/** One message to one recipient: `contact` is its name in the marker of sent notices. */
export interface Outgoing {
  readonly audience: Audience;
  readonly contact: string;
  readonly send: () => Promise<void>;
  /** For a message to people who are asked to do something: it may wait, or become one with others. */
  readonly paced?: Paced;
  /** For a message about a later time. */
  readonly notBefore?: Instant;
}

export interface Failed {
  readonly one: Outgoing;
  readonly error: unknown;
}

/** Milliseconds after which those who were reached are marked, whoever is still waited for. */
const MOMENT_MS = 1_000;

/**
 * Sends side by side, so that a slow mailbox keeps nobody waiting, to everybody who is not marked yet. Marks by one write those who are
 * reached within a moment, and the others by a second one. Gives those who were not reached, or not marked, and how many were refused or wait.
 */
export async function deliver(
  services: DeliveringServices,
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
  { unsentNotices, surroundings }: DeliveringServices,
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
  { notices }: DeliveringServices,
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
async function sent(services: DeliveringServices, commit: Commit, one: Outgoing): Promise<'sent' | 'refused' | number> {
  const { account, seq } = commit;
  const early = one.notBefore === undefined ? 0 : secondsUntil(services.surroundings.now(), one.notBefore);
  if (early > 0) return Math.min(LONGEST_WAIT, early);
  try {
    const after = one.paced === undefined ? await one.send() : await sendPaced(services, commit, one.paced);
    return after ?? 'sent';
  } catch (error) {
    if (error instanceof NoteEarly) return error.afterSeconds;
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
