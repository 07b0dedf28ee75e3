import type { Method } from '../method.ts';
import { PROOF_SECONDS } from '../numbers.ts';

/** Seen in person with the evidence of the original proofing (SP 800-63B-4 section 4.2.1.4). */
export const inPerson = {
  class: 'repeated-proofing',
  strength: 3,
  channel: 'in-person',
  confirmedBy: 'verifier',
  validSeconds: PROOF_SECONDS,
  window: null,
  throttle: null,
} as const satisfies Method;
