import type { Method } from '../method.ts';
import { AUTHENTICATOR_SECONDS, PROOF_SECONDS } from '../numbers.ts';
import { THROTTLE } from './throttle.ts';

/** A passkey that is still bound: user verified, bound to this recovery (SP 800-63B-4 section 4.2.2.2). */
export const passkey = {
  class: 'bound-authenticator',
  strength: 3,
  channel: 'device',
  confirmedBy: 'system',
  validSeconds: PROOF_SECONDS,
  window: AUTHENTICATOR_SECONDS,
  throttle: THROTTLE,
} as const satisfies Method;
