import type { Method } from '../method.ts';
import { EMAIL_SECONDS, PROOF_SECONDS } from '../numbers.ts';
import { THROTTLE } from './throttle.ts';

/** A code sent to a registered mail address (SP 800-63B-4 section 4.2.1.2). */
export const issuedCodeEmail = {
  class: 'issued-code',
  strength: 1,
  channel: 'email',
  confirmedBy: 'system',
  validSeconds: PROOF_SECONDS,
  window: EMAIL_SECONDS,
  throttle: THROTTLE,
} as const satisfies Method;
