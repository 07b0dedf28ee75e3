import type { Challenge } from '../proofing/challenge.ts';
import { METHODS } from '../proofing/methods.ts';
import { type Instant, plusSeconds } from '../values/instant.ts';
import type { Recovery } from './state.ts';

/** Challenges of one recovery that may prove something: bounds its state. */
export const MOST_TO_PROVE = 20;

/** Of them, and of those that only stop, so many for one page: no stranger uses up what others need. */
export const MOST_OF_A_PAGE = 10;

/** Codes that one recovery sends to one contact: what anybody can make the product send (OWASP ASVS 5.0, 6.6.4). */
export const MOST_TO_A_CONTACT = 6;

/** So many more for whoever wants to stop it, which nobody uses up by asking for proofs. */
export const RESERVED_TO_STOP = 2;

/**
 * Challenges that only stop and send nothing. Of more than these the oldest gives way, once it has waited: then no flood keeps anybody from asking
 * for long, and none adds more than these in that time. The link of a notice, and a session that is signed in, stop at any time.
 */
export const MOST_WAITING_TO_STOP = 10;
const WAITS_SECONDS = 120;

type Asked = Pick<Challenge, 'session' | 'contact' | 'purpose'>;

/** Whether one more is one too many. What pages ask for takes nothing from verifiers, and what proves nothing takes nothing from what does. */
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

/** Those that stay, newest last. What has been sent stays: it counts. */
export function stayingOf(challenges: readonly Challenge[]): readonly Challenge[] {
  const waiting = challenges.filter(({ purpose, contact }) => purpose === 'stop' && contact === null);
  if (waiting.length <= MOST_WAITING_TO_STOP) return challenges;
  const leaving = waiting.find(({ answered }) => !answered) ?? waiting[0];
  return challenges.filter((one) => one !== leaving);
}
