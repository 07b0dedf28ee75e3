import type { ApprovalLeaf } from '../approvals/countersignature.ts';
import { asksOf, METHOD_NAMES, METHODS, type MethodName, methodsAsking } from '../proofing/methods.ts';
import { type ProofLeaf, RECOVERY_AT, type Sightings } from '../proofing/proof.ts';
import { type Action, isNhi, isPersonal, isSensitive, type Kind, type Tier } from '../registry/account.ts';
import type { Requirement } from '../values/requirement.ts';

/** The facts of a request that decide the product's own demands. */
export interface Floored {
  readonly profile: { readonly kind: Kind; readonly tier: Tier };
  readonly action: Action;
}

/** One demand of the product, whatever a policy and its exceptions say. */
export interface Floor {
  /** The rule in `docs/rules.md` behind it. */
  readonly rule: 5 | 9;
  readonly proofs?: Requirement<ProofLeaf>;
  readonly approvals?: Requirement<ApprovalLeaf>;
  /** The reason from the request, as one clause. */
  readonly because: string;
}

/** Two approvers of two different groups (rule 5). */
const TWO_GROUPS: Requirement<ApprovalLeaf> = { leaf: { groups: 2 } };

/**
 * For a password, a bound passkey is also enough: it is two factors by itself (section 3.1.7), and such an owner has not lost the factor
 * that a recovery would give back.
 */
const PASSWORD_PROOFS: Requirement<ProofLeaf> = {
  any: [{ leaf: { method: 'passkey' } }, ...RECOVERY_AT.aal2.any],
  of: 1,
};

/** From this risk on, two verifiers are needed, whatever the tier. */
export const SEEN_TWICE_FROM = 80;

/** Number of verifiers for a plan, unless it is proved without any (rule 9). */
export const sightingsFor = (profile: Floored['profile'], risk: number): Sightings =>
  isSensitive(profile) || risk >= SEEN_TWICE_FROM ? 2 : 1;

/** Actions that hand nothing over. After every other action, somebody holds something that opens the account. */
const GIVES_NOTHING: readonly Action[] = ['unlock', 'revoke-sessions'];

/** Rule 9's least proofs for whoever receives something that opens a personal account; undefined for other requests. */
export function leastProofs({ profile, action }: Floored): Requirement<ProofLeaf> | undefined {
  if (!isPersonal(profile.kind) || GIVES_NOTHING.includes(action)) return undefined;
  return action === 'reset-password' ? PASSWORD_PROOFS : RECOVERY_AT.aal2;
}

/**
 * Whether a requirement already includes rule 9's least proofs. Judges only by how the requirement is spelled: false when the spelling does
 * not show it.
 */
export function isLeastProved(requirement: Requirement<ProofLeaf>, asked: Floored): boolean {
  if ('leaf' in requirement) return isLeastProvedBy(requirement.leaf, asked);
  if ('all' in requirement)
    return requirement.all.some((part) => isLeastProved(part, asked)) || areOfTwoClasses(requirement.all);
  return requirement.any.filter((part) => !isLeastProved(part, asked)).length < requirement.of;
}

function isLeastProvedBy(leaf: ProofLeaf, { action }: Floored): boolean {
  if ('classes' in leaf) return leaf.classes >= 2;
  const isEnough = (name: MethodName): boolean =>
    METHODS[name].class === 'repeated-proofing' || (asksOf(name).for === 'passkey' && action === 'reset-password');
  return METHOD_NAMES.filter((name) => isMetBy(leaf, name)).every(isEnough);
}

function isMetBy(leaf: Exclude<ProofLeaf, { readonly classes: number }>, name: MethodName): boolean {
  if ('method' in leaf) return leaf.method === name;
  if ('passkey' in leaf) return asksOf(name).for === 'passkey';
  return 'class' in leaf ? METHODS[name].class === leaf.class : METHODS[name].strength >= leaf.strength;
}

/** Proofs for one requirement come by different ways, so two classes mean two proofs. */
const areOfTwoClasses = (parts: readonly Requirement<ProofLeaf>[]): boolean =>
  new Set(parts.flatMap((part) => ('leaf' in part ? classNamedBy(part.leaf) : []))).size >= 2;

function classNamedBy(leaf: ProofLeaf): readonly string[] {
  if ('method' in leaf) return [METHODS[leaf.method].class];
  if ('passkey' in leaf) return methodsAsking('passkey').map((name) => METHODS[name].class);
  return 'class' in leaf ? [leaf.class] : [];
}

/** All demands of the product itself, rule by rule. */
export function floorsOf(asked: Floored): readonly Floor[] {
  const { kind, tier } = asked.profile;
  const proofs = leastProofs(asked);
  const sensitive = isNhi(kind) ? `kind is ${kind}` : `tier is ${tier}`;
  return [
    ...(isSensitive(asked.profile) ? [{ rule: 5, approvals: TWO_GROUPS, because: sensitive } as const] : []),
    ...(proofs === undefined
      ? []
      : [{ rule: 9, proofs, because: `kind is ${kind}, action is ${asked.action}` } as const]),
  ];
}
