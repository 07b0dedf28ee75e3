import { wayOf } from '../registry/contact.ts';
import type { PersonId } from '../registry/person.ts';
import { ageOf, type Instant } from '../values/instant.ts';
import { combinations, isSatisfied, type Requirement } from '../values/requirement.ts';
import type { EvidenceKind } from './evidence.ts';
import { asksOf, METHODS, type MethodName, type ProofClass, type Strength } from './methods.ts';

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
  readonly seen: readonly EvidenceKind[];
  readonly at: Instant;
  /** The requester's page that it was given on, or that whoever confirmed it named: SHA-256 of its cookie. Null where there was none. */
  readonly session: string | null;
  /** The registered contact, recovery contact or authenticator that it relies on; null where it relies on none. */
  readonly contact: string | null;
  /** The registered contact that was called to hear it; null where nobody was. */
  readonly called: string | null;
  /** The way that it came: the first kind of contact under which its reach is registered, a device, a room, or the person who vouched. */
  readonly channel: string;
  /** It was given by a passkey that cannot leave its device. Absent: it was not, or that is not known. */
  readonly deviceBound?: true;
}

/** A method, a class, that many different classes, one proof of at least this strength, or a passkey that cannot leave its device. */
export type ProofLeaf =
  | { readonly method: MethodName }
  | { readonly class: ProofClass }
  | { readonly classes: number }
  | { readonly strength: Strength }
  | { readonly passkey: 'device-bound' };

/** When, by which way the request came in, which methods the policy does not permit for it, and how many verifiers it takes. */
export interface ProofCircumstances {
  readonly now: Instant;
  readonly channel: string;
  readonly barred: readonly MethodName[];
  /** Of two, each is dispensable: no verifier's word alone decides. It says nothing of a plan that is proved without verifiers. */
  readonly sightings: Sightings;
}

/** How many verifiers, different people, a plan takes that is not proved without any. */
export type Sightings = 1 | 2;

/**
 * Whether a policy that bars these methods lets a proof count for nothing. A code that a verifier hears is barred with the codes that are
 * sent the same way: who bars text messages means those too.
 */
export const isBarred = (
  { method, channel }: Pick<Proof, 'method' | 'channel'>,
  barred: readonly MethodName[],
): boolean =>
  barred.includes(method) ||
  (asksOf(method).for === 'code-read-back' &&
    barred.some((one) => METHODS[one].class === 'issued-code' && wayOf(METHODS[one].channel) === wayOf(channel)));

/**
 * Whether the proofs of one requester that still hold satisfy every requirement.
 * INVARIANT: proofs are never pooled across people: all come from one page, or all from verifiers.
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
 * The same of one page: what was given on it, and what people confirmed who named it; of no page, null: what people confirmed of whomever.
 * Rule 9: a proof that came the way of the request, or by a barred method, counts for nothing, and those that satisfy one requirement come different ways.
 * INVARIANT: where it takes two sightings, the plan is proved without any one of the verifiers.
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

/** The different people who saw the requester, or called them back. Who vouches as a manager or custodian is none of them. */
export const verifiersOf = (proofs: readonly Proof[]): readonly PersonId[] => [
  ...new Set(proofs.flatMap((proof) => (isSighted(proof) ? (proof.verifier ?? []) : []))),
];

const isSightedBy = (proof: Proof, verifier: PersonId): boolean => isSighted(proof) && proof.verifier === verifier;

/** Whether a proof is a verifier's word for what they saw or heard. */
export const isSighted = ({ method }: Pick<Proof, 'method'>): boolean => METHODS[method].confirmedBy === 'verifier';

/** Whether the page itself gave it: it was answered there, or a vendor was visited from there. */
export function isGivenOnPage({ method, session }: Proof): boolean {
  const { confirmedBy } = METHODS[method];
  return session !== null && (confirmedBy === 'system' || confirmedBy === 'vendor');
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

/** Whether a proof of this method can serve this leaf: what the plan asks for, by what the requester could give. */
export function mayServe(leaf: ProofLeaf, method: MethodName): boolean {
  if ('method' in leaf) return leaf.method === method;
  if ('passkey' in leaf) return asksOf(method).for === 'passkey';
  if ('class' in leaf) return leaf.class === METHODS[method].class;
  return 'strength' in leaf ? METHODS[method].strength >= leaf.strength : true;
}

const areDistinct = (names: readonly string[]): boolean => new Set(names).size === names.length;

/**
 * The words for how a request comes in: those whose way is known, so that a proof can be told from one that comes the same way (rule 9).
 * A ticket system's own words are mapped to these where tickets are read.
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
 * What NIST SP 800-63B-4 section 4.2.2 asks for, by the highest assurance level of the account's authenticators. Two classes are two codes,
 * or a code and an authenticator that is still bound. What is more than a level asks for satisfies it too.
 */
export const RECOVERY_AT = {
  /** Section 4.2.2.1: one code of any class. */
  aal1: {
    any: [ofClass('saved-code'), ofClass('issued-code'), ofClass('recovery-contact'), ofClass('repeated-proofing')],
    of: 1,
  },
  /** Section 4.2.2.2: two codes of different classes, one and a bound authenticator, or identity proofed again. */
  aal2: AAL2,
  /** Section 4.2.2.3, for accounts that were proofed at IAL1 or IAL2: the same as AAL2. */
  aal3: AAL2,
  /** Section 4.2.2.3, for accounts that were proofed at IAL3: seen on site, and compared with what was recorded then. */
  'aal3-ial3': { leaf: { method: 'in-person' } },
} as const satisfies Readonly<Record<string, Requirement<ProofLeaf>>>;
