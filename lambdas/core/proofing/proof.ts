import { wayOf } from '../registry/contact.ts';
import type { PersonId } from '../registry/person.ts';
import { ageOf, type Instant } from '../values/instant.ts';
import { combinations, isSatisfied, type Requirement } from '../values/requirement.ts';
import type { CheckName, EvidenceKind } from './evidence.ts';
import { asksOf, METHODS, type MethodName, type ProofClass, type Strength } from './methods.ts';

/** Only `verified` counts; the other outcomes are evidence of an attempt. */
export const OUTCOMES = ['verified', 'failed', 'repudiated', 'abandoned', 'error', 'timed-out'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A failed or repudiated proof ends the recovery. */
export const isAdverse = (outcome: Outcome): boolean => outcome === 'failed' || outcome === 'repudiated';

/** Evidence of identity by one method. */
export interface Proof {
  readonly id: string;
  readonly method: MethodName;
  readonly outcome: Outcome;
  /** The person who confirmed it; null when the product or a vendor did. */
  readonly verifier: PersonId | null;
  /** Where the evidence is stored: a badge record's number, a video session. Never the evidence itself. */
  readonly reference: string | null;
  /** The kinds of evidence that the requester was compared with; empty when nobody looked. */
  readonly seen: readonly EvidenceKind[];
  /** The checks that the verifier says they made, each once, in the order of the method. Absent: they said of none that they made it. */
  readonly checked?: readonly CheckName[];
  readonly at: Instant;
  /**
   * The requester's page of this proof: the page that gave it, or the page that its verifier named. SHA-256 of its cookie; null without a
   * page.
   */
  readonly session: string | null;
  /** The registered contact, recovery contact or authenticator that it relies on; null for none. */
  readonly contact: string | null;
  /** The registered contact that the verifier called; null for none. */
  readonly called: string | null;
  /** The way it came: the first kind of contact under which its reach is registered, a device, a room, or the person who vouched. */
  readonly channel: string;
  /** It was given by a passkey that cannot leave its device. Absent: not so, or not known. */
  readonly deviceBound?: true;
  /** Its verifier belongs to help desks, and not to the one that was asked. Absent: not so, or nobody saw the requester. */
  readonly elsewhere?: true;
  /** Number of the commit that keeps what the verifier signed; absent: they signed nothing. Only the fold sets it. */
  readonly signedIn?: number;
}

/**
 * A demand for a proof: a method, a class, a number of different classes, one proof of at least this strength, or a device-bound passkey.
 */
export type ProofLeaf =
  | { readonly method: MethodName }
  | { readonly class: ProofClass }
  | { readonly classes: number }
  | { readonly strength: Strength }
  | { readonly passkey: 'device-bound' };

/** The moment, the way of the request, the methods that the policy bars, and the number of verifiers needed. */
export interface ProofCircumstances {
  readonly now: Instant;
  readonly channel: string;
  readonly barred: readonly MethodName[];
  /** With 2, the plan must be proved without any one of them: no verifier decides alone. No effect on a plan proved without verifiers. */
  readonly sightings: Sightings;
}

/** Number of different verifiers that a plan needs, unless it is proved without any. */
export type Sightings = 1 | 2;

/**
 * Whether a policy that bars these methods ignores a proof. A code that a verifier hears is barred together with codes sent the same way:
 * barring text messages includes it.
 */
export const isBarred = (
  { method, channel }: Pick<Proof, 'method' | 'channel'>,
  barred: readonly MethodName[],
): boolean =>
  barred.includes(method) ||
  (asksOf(method).for === 'code-read-back' &&
    barred.some((one) => METHODS[one].class === 'issued-code' && wayOf(METHODS[one].channel) === wayOf(channel)));

/**
 * Whether the unexpired proofs of one requester satisfy every requirement. INVARIANT: proofs are never pooled across people: all come from
 * one page, or all from verifiers.
 */
export function areProved(
  requirements: readonly Requirement<ProofLeaf>[],
  proofs: readonly Proof[],
  judged: ProofCircumstances,
): boolean {
  const pages = new Set(proofs.map(({ session }) => session));
  return [...pages.add(null)].some((page) => areProvedOn(page, { requirements, proofs }, judged));
}

/**
 * The same for one page: the proofs given on it, and those whose verifier named it. For `null`: every proof that people confirmed, whichever
 * page they named. Rule 9: a proof by the way of the request, or by a barred method, does not count, and the proofs for one requirement
 * come by different ways. INVARIANT: with two sightings, the plan is also proved without any one of the verifiers.
 */
export function areProvedOn(
  page: string | null,
  {
    requirements,
    proofs,
  }: { readonly requirements: readonly Requirement<ProofLeaf>[]; readonly proofs: readonly Proof[] },
  { now, channel, barred, sightings }: ProofCircumstances,
): boolean {
  const isTheirs = (proof: Proof) => proof.session === page || (page === null && !isGivenOnPage(proof));
  const valid = proofs.filter(
    (proof) =>
      isTheirs(proof) && holds(proof, now) && wayOf(proof.channel) !== wayOf(channel) && !isBarred(proof, barred),
  );
  const satisfies = (some: readonly Proof[]): boolean =>
    requirements.every((requirement) => isSatisfied(requirement, some, { ways: waysToProve, clash: cameTogether }));
  if (!satisfies(valid)) return false;
  const verifiers = sightings === 1 ? [] : verifiersOf(valid);
  return verifiers.every((one) => satisfies(valid.filter((proof) => !isSightedBy(proof, one))));
}

/** The different people who saw the requester or called them back. Managers and custodians who attest are not counted. */
export const verifiersOf = (proofs: readonly Proof[]): readonly PersonId[] => [
  ...new Set(proofs.flatMap((proof) => (isSighted(proof) ? (proof.verifier ?? []) : []))),
];

const isSightedBy = (proof: Proof, verifier: PersonId): boolean => isSighted(proof) && proof.verifier === verifier;

/** Whether a proof is a verifier's statement of what they saw or heard. */
export const isSighted = ({ method }: Pick<Proof, 'method'>): boolean => METHODS[method].confirmedBy === 'verifier';

/** Whether the page itself gave the proof: by an answer, or through a visit to a vendor. */
export function isGivenOnPage({ method, session }: Proof): boolean {
  const { confirmedBy } = METHODS[method];
  return session !== null && (confirmedBy === 'system' || confirmedBy === 'vendor');
}

const cameTogether = (one: Proof, other: Proof): boolean => one.channel === other.channel;

/** A verified proof holds until its method's time is over. */
export function holds(proof: Proof, now: Instant): boolean {
  const age = ageOf(proof.at, now);
  return proof.outcome === 'verified' && age >= 0 && age <= METHODS[proof.method].validSeconds;
}

function waysToProve(leaf: ProofLeaf, free: readonly Proof[]): readonly (readonly Proof[])[] {
  if ('method' in leaf) return free.filter(({ method }) => method === leaf.method).map((one) => [one]);
  if ('class' in leaf) return free.filter(({ method }) => METHODS[method].class === leaf.class).map((one) => [one]);
  if ('passkey' in leaf)
    return free
      .filter(({ method, deviceBound }) => asksOf(method).for === 'passkey' && deviceBound === true)
      .map((one) => [one]);
  if ('strength' in leaf)
    return free.filter(({ method }) => METHODS[method].strength >= leaf.strength).map((one) => [one]);
  return combinations(free, leaf.classes).filter(
    (some) =>
      areDistinct(some.map(({ method }) => METHODS[method].class)) && areDistinct(some.map(({ channel }) => channel)),
  );
}

/** Whether a proof by this method can serve this leaf. */
export function mayServe(leaf: ProofLeaf, method: MethodName): boolean {
  if ('method' in leaf) return leaf.method === method;
  if ('passkey' in leaf) return asksOf(method).for === 'passkey';
  if ('class' in leaf) return leaf.class === METHODS[method].class;
  return 'strength' in leaf ? METHODS[method].strength >= leaf.strength : true;
}

const areDistinct = (names: readonly string[]): boolean => new Set(names).size === names.length;

/**
 * The words for the channel of a request. Each has a known way, so a proof by the same way can be recognized (rule 9). Tickets' own words
 * are mapped to these when a ticket is read.
 */
export const CHANNELS: readonly string[] = [
  ...['portal', 'api', 'console', 'ticket', 'chat', 'desk', 'in-person', 'video'],
  ...['voice', 'phone', 'telephone', 'call', 'email', 'mail', 'e-mail', 'sms', 'text', 'postal'],
];

const ofClass = (
  name: 'saved-code' | 'issued-code' | 'recovery-contact' | 'repeated-proofing',
): Requirement<ProofLeaf> => ({
  leaf: { class: name },
});

const AAL2 = {
  any: [{ leaf: { classes: 2 } }, ofClass('repeated-proofing')],
  of: 1,
} as const satisfies Requirement<ProofLeaf>;

/**
 * The demands of NIST SP 800-63B-4 section 4.2.2, by the highest assurance level of the account's authenticators. Two classes are two
 * codes, or a code and a still-bound authenticator. Stronger proofs than a level demands are accepted too.
 */
export const RECOVERY_AT = {
  /** Section 4.2.2.1: one code of any class. */
  aal1: {
    any: [ofClass('saved-code'), ofClass('issued-code'), ofClass('recovery-contact'), ofClass('repeated-proofing')],
    of: 1,
  },
  /** Section 4.2.2.2: two codes of different classes, one code and a bound authenticator, or repeated identity proofing. */
  aal2: AAL2,
  /** Section 4.2.2.3, for accounts proofed at IAL1 or IAL2: the same as AAL2. */
  aal3: AAL2,
  /** Section 4.2.2.3, for accounts proofed at IAL3: seen on site, and compared with the evidence recorded at proofing. */
  'aal3-ial3': { leaf: { method: 'in-person' } },
} as const satisfies Readonly<Record<string, Requirement<ProofLeaf>>>;
