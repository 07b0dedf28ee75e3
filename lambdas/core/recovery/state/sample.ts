import { isSighted, type Proof } from '../../proofing/proof.ts';
import { sha256 } from '../../values/hash.ts';
import type { Plan } from './plan.ts';

/** Whether a recovery that a verifier proved is reviewed for that reason, and from what this follows. */
export interface Sample {
  /** Chance, made when the execution began: nobody who took part knew it before. */
  readonly nonce: string;
  /** How many of a hundred are reviewed. */
  readonly share: number;
  readonly reviewed: boolean;
}

/**
 * Draws a recovery that a verifier proved for a review; null where no verifier did. The same input gives the same answer, so that everybody
 * can draw again from the ledger. INVARIANT: verifiers cannot foresee it, because the nonce is made after their last word.
 */
export function sampleOf(
  { id, proofs }: { readonly id: string; readonly proofs: readonly Proof[] },
  { sightingsReviewed: share }: Pick<Plan, 'sightingsReviewed'>,
  { digest, nonce }: { readonly digest: string; readonly nonce: string },
): Sample | null {
  const isSeen = proofs.some((proof) => proof.outcome === 'verified' && isSighted(proof));
  return isSeen ? { nonce, share, reviewed: placeOf([id, digest, nonce]) < share } : null;
}

/** A place from 0 to less than 100 that follows from these texts alone. */
const placeOf = (texts: readonly string[]): number =>
  (Number.parseInt(sha256(`sample ${texts.join(' ')}`).slice(0, 8), 16) / 0x1_0000_0000) * 100;
