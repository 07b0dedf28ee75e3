import type { Challenge } from '../../proofing/challenge.ts';
import { METHODS } from '../../proofing/methods.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';
import type { Recovery } from './state.ts';

/** Most challenges of one recovery that may prove something: bounds its state. */
export const MOST_TO_PROVE = 20;

/** Most challenges one page may hold, per purpose, so a stranger cannot exhaust the recovery's quota. */
export const MOST_OF_A_PAGE = 10;

/** Most codes that one recovery sends to one contact: anybody can cause them (OWASP ASVS 5.0, 6.6.4). */
export const MOST_TO_A_CONTACT = 6;

/** Codes per contact reserved for stopping: challenges that prove do not use them up. */
export const RESERVED_TO_STOP = 2;

/**
 * Most waiting challenges that only stop and send nothing. Beyond these, the oldest is replaced once it has waited: so no flood can block
 * others for long, or add more than these in that time. The link of a notice and a signed-in session can stop at any time.
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

/** Whether no stop-only challenge has waited long enough to be replaced. */
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
