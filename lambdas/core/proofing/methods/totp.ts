import type { Method } from '../method.ts';
import { AUTHENTICATOR_SECONDS, PROOF_SECONDS } from '../numbers.ts';
import { THROTTLE } from './throttle.ts';

/** A one-time password generator that is still bound; each time step counts once (SP 800-63B-4 section 4.2.2.2). */
export const totp = {
  class: 'bound-authenticator',
  strength: 2,
  channel: 'device',
  confirmedBy: 'system',
  validSeconds: PROOF_SECONDS,
  window: AUTHENTICATOR_SECONDS,
  throttle: THROTTLE,
} as const satisfies Method;
