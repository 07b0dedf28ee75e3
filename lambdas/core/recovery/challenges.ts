import type { Challenge } from '../proofing/challenge.ts';
import { METHODS } from '../proofing/methods.ts';
import { wordsOf } from '../proofing/words.ts';
import { type Instant, plusSeconds } from '../values/instant.ts';
import type { Recovery } from './state.ts';

/** Challenges of one recovery that may prove something: bounds its state. */
export const MOST_TO_PROVE = 20;

/** Most challenges one page may hold, per purpose, so a stranger cannot exhaust the recovery's quota. */
export const MOST_OF_A_PAGE = 10;

/** Codes that one recovery sends to one contact: what anybody can make the product send (OWASP ASVS 5.0, 6.6.4). */
export const MOST_TO_A_CONTACT = 6;

/** Codes per contact that are kept for stopping: asking for proofs does not use them up. */
export const RESERVED_TO_STOP = 2;

/**
 * Challenges that only stop and send nothing. Of more than these the oldest gives way, once it has waited: then no flood keeps anybody from asking
 * for long, and none adds more than these in that time. The link of a notice, and a session that is signed in, stop at any time.
 */
export const MOST_WAITING_TO_STOP = 10;
const WAITS_SECONDS = 120;

type Asked = Pick<Challenge, 'session' | 'contact' | 'purpose'>;

/** Whether one more challenge exceeds a quota. Pages and verifiers have separate quotas, and so have proving and stopping. */
export function isOneTooMany(
  { challenges }: Pick<Recovery, 'challenges'>,
  { session, contact, purpose }: Asked,
  now: Instant,
): boolean {
  const alike = challenges.filter((one) => (one.session === null) === (session === null) && one.purpose === purpose);
  const ofPage = session === null ? 0 : alike.filter((one) => one.session === session).length;
  const sent = contact === null ? 0 : alike.filter((one) => one.contact === contact).length;
  const mostSent = purpose === 'stop' ? RESERVED_TO_STOP : MOST_TO_A_CONTACT;
  const isFull = purpose === 'prove' ? alike.length >= MOST_TO_PROVE : contact === null && isCrowded(alike, now);
  return ofPage >= MOST_OF_A_PAGE || sent >= mostSent || isFull;
}

/** Whether none of those that only stop has waited long enough to give way. */
function isCrowded(challenges: readonly Challenge[], now: Instant): boolean {
  const recent = challenges.filter(({ contact, method, expiresAt }) => {
    const issuedAt = plusSeconds(expiresAt, -(METHODS[method].window ?? 0));
    return contact === null && issuedAt > plusSeconds(now, -WAITS_SECONDS);
  });
  return recent.length >= MOST_WAITING_TO_STOP;
}

/** Challenges that are kept, newest last. A challenge that sent a code is always kept, because sent codes are counted. */
export function stayingOf(challenges: readonly Challenge[]): readonly Challenge[] {
  const waiting = challenges.filter(({ purpose, contact }) => purpose === 'stop' && contact === null);
  if (waiting.length <= MOST_WAITING_TO_STOP) return challenges;
  const leaving = waiting.find(({ answered }) => !answered) ?? waiting[0];
  return challenges.filter((one) => one !== leaving);
}

/** The hash of the cookie of a page of this recovery. */
type Session = string;

/**
 * The two words that one page has for itself, by which people who vouch say which one the requester has before them. They follow from the
 * first proof that was asked for on it, whose id is chance and nobody's choice: no browser can take the name of another. Null before that.
 */
export const pageNameOf = (
  { challenges }: Pick<Recovery, 'challenges'>,
  session: Session,
): readonly [string, string] | null => {
  const first = challenges.find((one) => one.session === session && one.purpose === 'prove');
  return first === undefined ? null : wordsOf(`page:${first.id}`);
};

/** The page that has this name, in whatever way people write it; undefined where none has, or more than one. */
export function pageNamed({ challenges }: Pick<Recovery, 'challenges'>, name: string): Session | undefined {
  const sessions = [...new Set(challenges.flatMap(({ session }) => session ?? []))];
  const found = sessions.filter((one) => pageNameOf({ challenges }, one)?.join(' ') === spelled(name));
  return found.length === 1 ? found[0] : undefined;
}

const spelled = (name: string): string => (name.toLowerCase().match(/\p{Letter}+/gu) ?? []).join(' ');
