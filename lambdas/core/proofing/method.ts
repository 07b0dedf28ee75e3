import type { Relation } from '../registry/relation.ts';

/** The recovery classes of NIST SP 800-63B-4 section 4.2.1, and the authenticator that is still bound (section 4.2.2.2). */
export const PROOF_CLASSES = [
  'saved-code',
  'issued-code',
  'recovery-contact',
  'repeated-proofing',
  'bound-authenticator',
] as const;
export type ProofClass = (typeof PROOF_CLASSES)[number];

/** 1: a code that can be talked out of somebody or caught on its way. 2: needs something kept, or somebody who knows them. 3: neither. */
export type Strength = 1 | 2 | 3;

/**
 * The way that a proof comes. `contact`: the way of the registered contact that the code went to; `person`: the one who vouches, each their
 * own way.
 */
export type ProofWay =
  | 'email'
  | 'sms'
  | 'voice'
  | 'paper'
  | 'device'
  | 'in-person'
  | 'video'
  | 'vendor'
  | 'contact'
  | 'person';

/** How identity can be proved, in one way. */
export interface Method {
  readonly class: ProofClass;
  readonly strength: Strength;
  readonly channel: ProofWay;
  /** Who may confirm it: the product itself, a vendor's signed result, somebody with the verifier role, or a person related to the account. */
  readonly confirmedBy: 'system' | 'vendor' | 'verifier' | Relation;
  /** How long a verified proof counts. */
  readonly validSeconds: number;
  /** How long what was asked can be answered; null where nothing is asked. */
  readonly window: number | null;
  /** Wrong answers that a challenge takes, and that the method takes in a row on one account; null where nothing is asked. */
  readonly throttle: { readonly perChallenge: number; readonly inARow: number } | null;
}
