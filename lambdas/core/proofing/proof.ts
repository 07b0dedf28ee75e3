import { ageOf, type Instant } from '../instant.ts';
import { combinations, isSatisfied, type Requirement } from '../policy/requirement.ts';
import type { PersonId } from '../recovery/person.ts';
import { wayOf } from './contact.ts';
import type { Evidence } from './evidence.ts';
import type { ProofClass, Strength } from './method.ts';
import { METHODS, type MethodName } from './methods.ts';

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
  /** Who confirmed it; null where that was the product itself, or a vendor. */
  readonly verifier: PersonId | null;
  /** Where the evidence is kept: a badge number's record, a video session. Never the evidence itself. */
  readonly reference: string | null;
  /** What the requester was compared with, by kind; nothing where nobody looked. */
  readonly seen: readonly Evidence[];
  readonly at: Instant;
  /** The requester's page that it was given on, as SHA-256 of its cookie; null where it was given elsewhere. */
  readonly session: string | null;
  /** The registered contact, recovery contact or authenticator that it relies on; null where it relies on none. */
  readonly contact: string | null;
  /** The way that it came: the first kind of contact under which its reach is registered, a device, a room, or the person who vouched. */
  readonly channel: string;
}

/** A method, a class, that many different classes, or one proof of at least this strength. */
export type ProofLeaf =
  | { readonly method: MethodName }
  | { readonly class: ProofClass }
  | { readonly classes: number }
  | { readonly strength: Strength };

/** When, and by which way the request came in. */
export interface Judged {
  readonly now: Instant;
  readonly channel: string;
}

/**
 * Whether the proofs that still hold satisfy every requirement. Rule 9: a proof that came the way of the request counts for nothing, and
 * those that satisfy one requirement come different ways.
 */
export function areProved(
  requirements: readonly Requirement<ProofLeaf>[],
  proofs: readonly Proof[],
  { now, channel }: Judged,
): boolean {
  const valid = proofs.filter((proof) => holds(proof, now) && wayOf(proof.channel) !== wayOf(channel));
  return requirements.every((requirement) =>
    isSatisfied(requirement, valid, { ways: waysToProve, clash: cameTogether }),
  );
}

const cameTogether = (one: Proof, other: Proof): boolean => one.channel === other.channel;

/** A verified proof holds from when it was given until its method says that it is stale. */
export function holds(proof: Proof, now: Instant): boolean {
  const age = ageOf(proof.at, now);
  return proof.outcome === 'verified' && age >= 0 && age <= METHODS[proof.method].validSeconds;
}

function waysToProve(leaf: ProofLeaf, free: readonly Proof[]): readonly (readonly Proof[])[] {
  if ('method' in leaf) return free.filter(({ method }) => method === leaf.method).map((one) => [one]);
  if ('class' in leaf) return free.filter(({ method }) => METHODS[method].class === leaf.class).map((one) => [one]);
  if ('strength' in leaf)
    return free.filter(({ method }) => METHODS[method].strength >= leaf.strength).map((one) => [one]);
  return combinations(free, leaf.classes).filter(
    (some) =>
      areDistinct(some.map(({ method }) => METHODS[method].class)) && areDistinct(some.map(({ channel }) => channel)),
  );
}

const areDistinct = (names: readonly string[]): boolean => new Set(names).size === names.length;
