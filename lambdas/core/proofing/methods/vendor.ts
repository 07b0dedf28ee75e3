import type { Method } from '../method.ts';
import { PROOF_SECONDS, VENDOR_SECONDS } from '../numbers.ts';

/** An identity-verification vendor repeats the proofing and sends a signed result (SP 800-63B-4 section 4.2.1.4). */
export const vendor = {
  class: 'repeated-proofing',
  strength: 3,
  channel: 'vendor',
  confirmedBy: 'vendor',
  validSeconds: PROOF_SECONDS,
  window: VENDOR_SECONDS,
  throttle: null,
} as const satisfies Method;
