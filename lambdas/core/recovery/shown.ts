import type { LedgerEvent } from './events.ts';
import type { Recovery } from './state.ts';

/**
 * A recovery as people may read it: without the hashes of codes. A code is short, so that whoever has its hash and machines enough finds it
 * before it expires; nobody but the product compares with it.
 */
export const shownRecovery = (recovery: Recovery): Recovery => ({
  ...recovery,
  challenges: recovery.challenges.map((challenge) => ({ ...challenge, hash: null })),
});

/** The same of an event, also of the saved code that takes the place of one that was used. */
export function shownEvent(event: LedgerEvent): LedgerEvent {
  if (event.type === 'ChallengeIssued') return { ...event, challenge: { ...event.challenge, hash: null } };
  if (event.type !== 'AuthenticatorUsed' || event.use.method !== 'saved-code') return event;
  return { ...event, use: { ...event.use, replacement: { method: 'saved-code', hash: '', salt: '' } } };
}
