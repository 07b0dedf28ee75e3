import type { Method } from '../method.ts';
import { PROOF_SECONDS } from '../numbers.ts';

/** Attended live video with a trusted referee; the reference says where it is kept what was seen (SP 800-63A-4 section 3.15). */
export const liveVideo = {
  class: 'repeated-proofing',
  strength: 3,
  channel: 'video',
  confirmedBy: 'verifier',
  validSeconds: PROOF_SECONDS,
  window: null,
  throttle: null,
} as const satisfies Method;
