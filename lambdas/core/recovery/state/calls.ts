import type { Words, WordsOf } from '../../proofing/words.ts';
import type { AccountId } from '../../registry/account.ts';
import type { PersonId } from '../../registry/person.ts';
import { isOneOf } from '../../values/family.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';

/** The one stream of all calls that the help desk makes: whoever is called finds theirs by the words alone, and one read finds none as fast. */
export const CALLS_STREAM = 'calls:outbound';

/** Seconds for which a call can be looked up: longer than anybody is asked to wait on the telephone. */
export const CALL_SECONDS = 30 * 60;

/** Most calls of one agent in a day (UTC), with those to accounts that nobody owns: more than one person makes, too few to try out names. */
export const MOST_CALLS_A_DAY = 40;

/** Most calls at once: bounds the state, and how often a guess of words can be right. */
export const MOST_LIVE_CALLS = 64;

/** Why somebody is called. Fixed, so that each is shown in the language of whoever is called, and none holds personal data. */
export const CALL_REASONS = ['your-request', 'sign-in', 'unusual-activity', 'device', 'account-change'] as const;
export type CallReason = (typeof CALL_REASONS)[number];

/** A call that an agent makes to the owner of an account. */
export interface Call {
  /** The id of the command that opened it. */
  readonly id: string;
  readonly agent: PersonId;
  readonly desk: string;
  readonly account: AccountId;
  /** Who is called: the owner of the account when the call was opened. */
  readonly subject: PersonId;
  readonly reason: CallReason;
  readonly at: Instant;
  readonly until: Instant;
}

/** Of the stream of calls: those that may not be over, and how many each agent has made on one day. */
export interface Calls {
  readonly live: readonly (Call & { readonly answered: boolean; readonly reported: boolean })[];
  readonly day: string;
  readonly made: Readonly<Record<PersonId, number>>;
}

export const NO_CALLS: Calls = { live: [], day: '', made: {} };

export type CallCommand =
  /** `subject`: the owner of the account, as its record says now; null without a record, or without an owner. */
  | {
      readonly type: 'OpenCall';
      readonly account: AccountId;
      readonly subject: PersonId | null;
      readonly desk: string;
      readonly reason: CallReason;
    }
  /** The words that the agent heard from whoever they called. */
  | { readonly type: 'AnswerCall'; readonly call: string; readonly heard: string }
  /** Whoever is called says that this call is false. A page that is not signed in has shown the words of the call. */
  | { readonly type: 'ReportCall'; readonly call: string };

export type CallEvent =
  | { readonly type: 'CallOpened'; readonly call: Omit<Call, 'at' | 'until'> }
  | { readonly type: 'CallAnswered'; readonly call: string }
  /** By a signed-in person; null for a page. */
  | { readonly type: 'CallReported'; readonly call: string; readonly by: PersonId | null };

export const isCallEvent = isOneOf<CallEvent>({ CallOpened: true, CallAnswered: true, CallReported: true });

/** The refusal of a call to nobody: whether an account of a name is registered is not said. */
export const NO_OWNER = 'call-without-owner';

/** Calls that are not over. */
export const liveCalls = ({ live }: Calls, now: Instant): Calls['live'] => live.filter(({ until }) => now < until);

/** How many calls this agent has made on the day of that moment. */
export const madeBy = ({ day, made }: Calls, agent: PersonId, now: Instant): number =>
  day === dayOf(now) && Object.hasOwn(made, agent) ? (made[agent] ?? 0) : 0;

/** The day of a moment, in UTC. */
const dayOf = (at: Instant): string => at.slice(0, 'yyyy-mm-dd'.length);

/** The calls after one more event. An agent makes one call at a time: the next one ends the one before. */
export function callsAfter(calls: Calls, event: CallEvent, at: Instant): Calls {
  if (event.type !== 'CallOpened') {
    const change = event.type === 'CallAnswered' ? { answered: true } : { reported: true };
    return { ...calls, live: calls.live.map((one) => (one.id === event.call ? { ...one, ...change } : one)) };
  }
  const { agent } = event.call;
  const others = liveCalls(calls, at).filter((one) => one.agent !== agent);
  const call = { ...event.call, at, until: plusSeconds(at, CALL_SECONDS), answered: false, reported: false };
  return { ...countedFor(calls, agent, at), live: [...others, call] };
}

/** The calls after one more that this agent has made, or tried to make. */
export function countedFor(calls: Calls, agent: PersonId, at: Instant): Calls {
  const today = calls.day === dayOf(at) ? calls.made : {};
  return { live: calls.live, day: dayOf(at), made: { ...today, [agent]: madeBy(calls, agent, at) + 1 } };
}

/**
 * What the agent says, and whoever is called types: four words, 32 bits, because a stranger may try them without knowing any call. Words can
 * be passed on by somebody in between: they say who opened a call, and prove nothing.
 */
export const callWordsOf = (wordsOf: WordsOf, id: string): readonly string[] => [
  ...wordsOf(`call:${id}:first`),
  ...wordsOf(`call:${id}:second`),
];

/** What whoever is called says then, and the agent types. */
export const replyWordsOf = (wordsOf: WordsOf, id: string): Words => wordsOf(`call:${id}:reply`);
