import type { Method } from '../method.ts';
import { EMAIL_SECONDS, PROOF_SECONDS, RECOVERY_CONTACT_EXTRA_SECONDS } from '../numbers.ts';
import { THROTTLE } from './throttle.ts';

/** Somebody whom the owner named in advance passes on a code that was sent to them by e-mail (SP 800-63B-4 section 4.2.1.3). */
export const recoveryContact = {
  class: 'recovery-contact',
  strength: 2,
  channel: 'person',
  confirmedBy: 'system',
  validSeconds: PROOF_SECONDS,
  window: EMAIL_SECONDS + RECOVERY_CONTACT_EXTRA_SECONDS,
  throttle: THROTTLE,
} as const satisfies Method;
