import type { Method } from '../method.ts';
import { AUTHENTICATOR_SECONDS, PROOF_SECONDS } from '../numbers.ts';
import { THROTTLE } from './throttle.ts';

/** A code that the owner keeps: hashed, used once, replaced on use (SP 800-63B-4 section 4.2.1.1). */
export const savedCode = {
  class: 'saved-code',
  strength: 2,
  channel: 'paper',
  confirmedBy: 'system',
  validSeconds: PROOF_SECONDS,
  window: AUTHENTICATOR_SECONDS,
  throttle: THROTTLE,
} as const satisfies Method;
