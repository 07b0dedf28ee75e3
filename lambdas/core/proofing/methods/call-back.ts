import type { Method } from '../method.ts';
import { PROOF_SECONDS, SMS_AND_VOICE_SECONDS } from '../numbers.ts';
import { THROTTLE } from './throttle.ts';

/** A verifier calls a registered number and hears a code that was sent to another registered contact (SP 800-63B-4 section 4.2.1.2). */
export const callBack = {
  class: 'issued-code',
  strength: 2,
  channel: 'contact',
  confirmedBy: 'verifier',
  validSeconds: PROOF_SECONDS,
  window: SMS_AND_VOICE_SECONDS,
  throttle: THROTTLE,
} as const satisfies Method;
