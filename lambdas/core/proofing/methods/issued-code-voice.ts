import type { Method } from '../method.ts';
import { PROOF_SECONDS, SMS_AND_VOICE_SECONDS } from '../numbers.ts';
import { THROTTLE } from './throttle.ts';

/** A code spoken to a registered number (SP 800-63B-4 section 4.2.1.2; restricted by section 3.2.9). */
export const issuedCodeVoice = {
  class: 'issued-code',
  strength: 1,
  channel: 'voice',
  confirmedBy: 'system',
  validSeconds: PROOF_SECONDS,
  window: SMS_AND_VOICE_SECONDS,
  throttle: THROTTLE,
} as const satisfies Method;
