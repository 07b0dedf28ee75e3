import type { Instant } from '../instant.ts';
import { combinations, isSatisfied, type Requirement } from '../policy/requirement.ts';
import type { PersonId } from '../recovery/person.ts';
import { METHODS, type MethodName, type ProofClass } from './methods.ts';

/** Only `verified` counts; the others are kept as evidence of an attempt. */
export const OUTCOMES = ['verified', 'failed', 'repudiated', 'abandoned', 'error', 'timed-out'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A failed or repudiated proof ends the recovery. */
export const isAdverse = (outcome: Outcome): boolean => outcome === 'failed' || outcome === 'repudiated';

/** Evidence of identity by one method. */
export interface Proof {
  readonly id: string;
  readonly method: MethodName;
  readonly outcome: Outcome;
  /** Who confirmed it. */
  readonly verifier: PersonId;
  /** Where the evidence is kept: a badge number's record, a video session. Never the evidence itself. */
  readonly reference: string | null;
  readonly at: Instant;
}

/** A method, a class, or that many different classes. */
export type ProofLeaf = { readonly method: MethodName } | { readonly class: ProofClass } | { readonly classes: number };

/** Whether the proofs that still hold at `now` satisfy every requirement. */
export function areProved(
  requirements: readonly Requirement<ProofLeaf>[],
  proofs: readonly Proof[],
  now: Instant,
): boolean {
  const valid = proofs.filter((proof) => holds(proof, now));
  return requirements.every((requirement) => isSatisfied(requirement, valid, waysToProve));
}

/** A verified proof holds from when it was given until its method says that it is stale. */
export function holds(proof: Proof, now: Instant): boolean {
  const age = (Date.parse(now) - Date.parse(proof.at)) / 1000;
  return proof.outcome === 'verified' && age >= 0 && age <= METHODS[proof.method].validSeconds;
}

function waysToProve(leaf: ProofLeaf, free: readonly Proof[]): readonly (readonly Proof[])[] {
  if ('method' in leaf) return free.filter(({ method }) => method === leaf.method).map((one) => [one]);
  if ('class' in leaf) return free.filter(({ method }) => METHODS[method].class === leaf.class).map((one) => [one]);
  return combinations(free, leaf.classes).filter(
    (some) => new Set(some.map(({ method }) => METHODS[method].class)).size === some.length,
  );
}
