import type { Method } from '../method.ts';
import { PROOF_SECONDS, SMS_AND_VOICE_SECONDS } from '../numbers.ts';
import { THROTTLE } from './throttle.ts';

/** A code sent as a text message to a registered number (SP 800-63B-4 section 4.2.1.2; restricted by section 3.2.9). */
export const issuedCodeSms = {
  class: 'issued-code',
  strength: 1,
  channel: 'sms',
  confirmedBy: 'system',
  validSeconds: PROOF_SECONDS,
  window: SMS_AND_VOICE_SECONDS,
  throttle: THROTTLE,
} as const satisfies Method;
