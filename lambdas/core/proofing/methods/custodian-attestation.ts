import type { Method } from '../method.ts';
import { PROOF_SECONDS } from '../numbers.ts';

/** A signed-in custodian, other than the requester, says that the account needs this. */
export const custodianAttestation = {
  class: 'recovery-contact',
  strength: 2,
  channel: 'person',
  confirmedBy: 'custodian',
  validSeconds: PROOF_SECONDS,
  window: null,
  throttle: null,
} as const satisfies Method;
