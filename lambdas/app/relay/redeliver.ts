import type { PersonActor } from '../../core/recovery/state/commands.ts';
import type { RedeliveryOf } from '../../core/recovery/state/events.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import type { Again, DeadLetters, Letter, Notice, Queue, Span } from '../../ports/queue.ts';
import { API_STREAM } from '../ledger/refuse-intake.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { assertRole } from '../people/reading.ts';
import { problem, refusalProblem } from '../problem.ts';
import { membersOf, parseAgain, parseNotice } from './messages.ts';

export interface RedeliveryServices extends SubmitServices {
  readonly again: Queue<Again>;
  readonly notices: Queue<Notice>;
  readonly relayLetters: DeadLetters;
  readonly noticeLetters: DeadLetters;
}

/** The work that was put onto queues. */
export interface Redelivered {
  readonly commits: number;
  /** Time ranges whose every commit is worked again. */
  readonly times: number;
  readonly notices: number;
  /** Letters without a readable commit or time: they stay. */
  readonly unreadable: number;
  /** There may be more letters: call again. */
  readonly more: boolean;
}

const NOTHING: Redelivered = { commits: 0, times: 0, notices: 0, unreadable: 0, more: false };

/**
 * Puts commits onto the relay's queue, to be worked again from the ledger. The order is recorded first. Working a commit twice changes
 * nothing. Throws `role-missing`, and `commit-unknown` for an empty place.
 */
export async function redeliver(
  services: RedeliveryServices,
  { actor, id }: { readonly actor: PersonActor; readonly id: string },
  of: RedeliveryOf,
): Promise<Redelivered> {
  assertRole(actor, 'on-duty');
  if (of !== 'dead-letters' && 'stream' in of) {
    const [row] = await services.ledger.read(of.stream, { from: of.seq, limit: 1 });
    if (row?.seq !== of.seq) throw problem('commit-unknown');
  }
  const origin = { via: 'redeliver', channel: 'api', desk: null, ticket: null };
  const command = { type: 'OrderRedelivery', of } as const;
  const { refusal } = await submit(services, { id, stream: API_STREAM, recovery: null, actor, origin, command });
  if (refusal !== null) throw refusalProblem(refusal, { recorded: true });
  if (of === 'dead-letters') return redeliverLetters(services);
  await services.again.send(['stream' in of ? of : { ...of, after: null }]);
  return { ...NOTHING, ...('stream' in of ? { commits: 1 } : { times: 1 }) };
}

/** Receives from each queue in one request: at most 200 letters, within the time of an answer. */
const ROUNDS = 20;

async function redeliverLetters(services: RedeliveryServices): Promise<Redelivered> {
  const { again, notices, relayLetters, noticeLetters } = services;
  const relayed = await eachLetter(relayLetters, againIn, again);
  const told = await eachLetter(noticeLetters, (body) => readBy(parseNotice, body), notices);
  const times = relayed.sent.filter((one) => 'since' in one).length;
  return {
    commits: relayed.sent.length - times,
    times,
    notices: told.sent.length,
    unreadable: relayed.unreadable + told.unreadable,
    more: relayed.more || told.more,
  };
}

/** INVARIANT: a letter is removed only when its work is on the queue, so a crash repeats it and never loses it. */
async function eachLetter<Message>(
  letters: DeadLetters,
  read: (body: string) => Message | undefined,
  queue: Queue<Message>,
): Promise<{ readonly sent: readonly Message[]; readonly unreadable: number; readonly more: boolean }> {
  const sent: Message[] = [];
  let unreadable = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const received = await letters.receive();
    if (received.length === 0) return { sent, unreadable, more: false };
    const known = received.flatMap((letter): [Letter, Message][] => {
      const message = read(letter.body);
      return message === undefined ? [] : [[letter, message]];
    });
    await queue.send(known.map(([, message]) => message));
    await letters.remove(known.map(([letter]) => letter));
    sent.push(...known.map(([, message]) => message));
    unreadable += received.length - known.length;
  }
  return { sent, unreadable, more: true };
}

/** The work that a letter asks for. The relay's own letters name a place or a time; Lambda's letters name only a time. */
function againIn(body: string): Again | undefined {
  const { at, sequenceNumber, DDBStreamBatchInfo: batch } = membersOf(body);
  if (typeof at === 'string' && typeof sequenceNumber === 'string') return around(at, at);
  if (typeof batch !== 'object' || batch === null) return readBy(parseAgain, body);
  const { approximateArrivalOfFirstRecord: first, approximateArrivalOfLastRecord: last } = batch as Record<
    string,
    unknown
  >;
  return typeof first === 'string' && typeof last === 'string' ? around(first, last) : undefined;
}

/** Seconds between a commit's time and its record's time: for retries of a write, and clocks that differ. */
const MARGIN = 60;

function around(first: string, last: string): Span | undefined {
  const times = [Date.parse(first), Date.parse(last)];
  if (times.some(Number.isNaN)) return undefined;
  const [since = '', until = ''] = times.map((time) => new Date(time).toISOString());
  return { since: plusSeconds(since, -MARGIN), until: plusSeconds(until, MARGIN), after: null };
}

function readBy<Message>(parse: (body: string) => Message, body: string): Message | undefined {
  try {
    return parse(body);
  } catch {
    // Counted as unreadable, and left in the queue.
    return undefined;
  }
}
