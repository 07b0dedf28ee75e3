import type { Method } from '../method.ts';
import { PROOF_SECONDS } from '../numbers.ts';

/** The signed-in manager says: I have spoken with this person and they asked for this (SP 800-63B-4 section 4.2.1.3). */
export const managerAttestation = {
  class: 'recovery-contact',
  strength: 2,
  channel: 'person',
  confirmedBy: 'manager',
  validSeconds: PROOF_SECONDS,
  window: null,
  throttle: null,
} as const satisfies Method;
