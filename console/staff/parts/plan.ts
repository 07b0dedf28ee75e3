import type { StaffNames } from '../../../lambdas/contract/scope.ts';
import type {
  StaffApprovalLeaf,
  StaffPlan,
  StaffProofLeaf,
  StaffRequirement,
} from '../../../lambdas/contract/staff.ts';
import { type Language, lasting, moment } from '../../shared/language.ts';
import { type Say, sayOr } from '../texts/texts.ts';
import { leftBy } from './standing.ts';

interface Telling {
  readonly say: Say;
  readonly language: Language;
}

/** A requirement in words: `A and (B or C)`. */
function inWords<Leaf>(requirement: StaffRequirement<Leaf>, of: (leaf: Leaf) => string, say: Say): string {
  if ('leaf' in requirement) return of(requirement.leaf);
  const parts = 'all' in requirement ? requirement.all : requirement.any;
  const words = parts.map((part) => {
    const text = inWords(part, of, say);
    return 'leaf' in part || parts.length === 1 ? text : `(${text})`;
  });
  if ('all' in requirement) return words.join(` ${say('plan.and')} `);
  if (requirement.of === 1) return words.join(` ${say('plan.or')} `);
  return say('plan.some', { of: requirement.of, all: words.join('; ') });
}

function proofLeaf(leaf: StaffProofLeaf, say: Say): string {
  if ('method' in leaf) return sayOr(say, 'method', leaf.method);
  if ('class' in leaf) return sayOr(say, 'class', leaf.class);
  if ('passkey' in leaf) return say('plan.device-bound');
  if ('strength' in leaf) return say('plan.strength', { strength: leaf.strength });
  return leaf.classes === 1 ? say('plan.one-proof') : say('plan.classes', { classes: leaf.classes });
}

function approvalLeaf(leaf: StaffApprovalLeaf, say: Say): string {
  if ('groups' in leaf)
    return leaf.groups === 1 ? say('plan.one-approver') : say('plan.groups', { groups: leaf.groups });
  const { escalateTo } = leaf;
  const what = askedBy(leaf, say);
  return escalateTo === undefined ? what : say('plan.escalates', { what, group: escalateTo });
}

function askedBy(leaf: Exclude<StaffApprovalLeaf, { readonly groups: number }>, say: Say): string {
  if ('relation' in leaf) return sayOr(say, 'relation', leaf.relation);
  const { group, count = 1 } = leaf;
  return count === 1 ? say('plan.group', { group }) : say('plan.group-many', { group, count });
}

/** One demand for proof, and one for countersignatures, in words. */
/** Connectors whose work people do. */
const BY_PEOPLE: readonly string[] = ['by-hand', 'identity-center'];

export const proofInWords = (one: StaffRequirement<StaffProofLeaf>, say: Say): string =>
  inWords(one, (leaf) => proofLeaf(leaf, say), say);
export const approvalInWords = (one: StaffRequirement<StaffApprovalLeaf>, say: Say): string =>
  inWords(one, (leaf) => approvalLeaf(leaf, say), say);

/** Everything that policy demands, one sentence each. */
export function demandsInWords(action: string, plan: StaffPlan, { say, language }: Telling): readonly string[] {
  const proofs = plan.proofs.map((one) => proofInWords(one, say));
  const approvals = plan.approvals.map((one) => approvalInWords(one, say));
  const time = (seconds: number): string => lasting(seconds, language);
  return [
    ...(plan.incident === undefined ? [] : [say('plan.emergency', { incident: plan.incident })]),
    ...[...new Set(proofs)].map((what) => say('plan.proof', { what })),
    ...(plan.sightings === 2 ? [say('plan.two-verifiers')] : []),
    ...[...new Set(approvals)].map((what) => say('plan.approval', { what })),
    plan.coolingOff > 0 ? say('plan.waits', { time: time(plan.coolingOff) }) : say('plan.at-once'),
    ...(BY_PEOPLE.includes(plan.connector)
      ? [say('plan.by-hand', { time: time(plan.workWindow ?? WORK_SECONDS) })]
      : []),
    say(`plan.ends${leftBy(action, plan.connector)}`, { time: time(plan.grant) }),
    plan.reviewWithin === null ? drawnInWords(plan, say) : say('plan.review', { time: time(plan.reviewWithin) }),
  ];
}

/** The time for work by hand where the policy says none. */
const WORK_SECONDS = 4 * 3_600;

const drawnInWords = ({ sightingsReviewed: share }: StaffPlan, say: Say): string =>
  share === 100 ? say('plan.review-seen') : say('plan.review-drawn', { share });

/** Who answers for the demands (rule 21). */
export const ownersOf = ({ rules }: StaffPlan): string => [...new Set(rules.map(({ owner }) => owner))].join(', ');

/** What opens to whoever has the account: an approver reads it before they decide. What its directory does not say is said to be unknown. */
export function scopeInWords({ scope, environment, kind }: StaffPlan, { say, language }: Telling): readonly string[] {
  const where = say('scope.environment', { environment });
  if (scope === undefined) return [where, say('scope.unknown')];
  const { lastUsedAt } = scope;
  const aspects = kind === 'device' ? OF_DEVICE : ASPECTS;
  const known = aspects.flatMap((aspect) => {
    const names = scope[aspect];
    if (names === null) return [];
    if (kind === 'device' && aspect === 'roles') return [say('scope.device', { names: listed(names, say) })];
    return [names.total === 0 ? say(`scope.no-${aspect}`) : say(`scope.${aspect}`, { names: listed(names, say) })];
  });
  const unknown = [
    ...aspects.filter((aspect) => scope[aspect] === null).map((aspect) => say(`scope.what-${aspect}`)),
    ...(lastUsedAt === null ? [say('scope.what-used')] : []),
  ];
  return [
    ...[where, ...known],
    ...(lastUsedAt === null ? [] : [lastUse(lastUsedAt, { say, language })]),
    ...(unknown.length === 0 ? [] : [say('scope.not-said', { what: unknown.join(', ') })]),
  ];
}

const ASPECTS = ['groups', 'roles', 'limits', 'consumers'] as const;
/** A device has its owner, its system and its state in place of roles, and nothing uses it. */
const OF_DEVICE = ['groups', 'roles'] as const;

const lastUse = (at: string, { say, language }: Telling): string =>
  at === 'never' ? say('scope.never-used') : say('scope.used', { at: moment(at, language) });

/** In quotation marks: a name with a comma is not read as two. */
function listed({ shown, total }: StaffNames, say: Say): string {
  const names = shown.map((name) => `“${name}”`).join(', ');
  return total > shown.length ? say('scope.more', { names, count: total - shown.length }) : names;
}
