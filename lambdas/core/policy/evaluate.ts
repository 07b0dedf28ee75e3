import { withSoundEscalations } from '../approvals/escalation.ts';
import { METHOD_NAMES, type MethodName } from '../proofing/methods.ts';
import type { Sightings } from '../proofing/proof.ts';
import {
  type AccountId,
  type Action,
  isSensitive,
  type Kind,
  RELATIONS,
  type Relation,
  type Tier,
} from '../registry/account.ts';
import { canonical } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { applies } from './condition.ts';
import { EXCEPTION_REVIEW, type Excepted, withExceptions } from './exceptions.ts';
import { floorsOf, isLeastProved, sightingsFor } from './floor.ts';
import {
  type Control,
  type Demands,
  type ExceptionScope,
  type ExceptionUse,
  type PermittedMethods,
  type Policy,
  type RequesterRelation,
  type Rule,
  type RuleReference,
  reviewedShareOf,
  type Severity,
  severestOf,
} from './policy.ts';
import { type Facts, unknownIn } from './vocabulary.ts';

/** A question to a policy. */
export interface PolicyQuestion {
  readonly profile: {
    readonly kind: Kind;
    readonly tier: Tier;
    readonly environment: string;
    /** Absent: none. */
    readonly labels?: readonly string[];
    /** Absent: exceptions for named accounts do not apply. */
    readonly account?: AccountId;
  };
  readonly action: Action;
  readonly channel: string;
  /** `none` without a desk; only a requester without an agent may say so. */
  readonly desk: string;
  readonly requester: RequesterRelation;
  readonly hours: 'in' | 'out';
  /** The score of the request, a whole number from 0. */
  readonly risk: number;
  /** Absent: no exception is in force. */
  readonly now?: Instant;
}

/** The combined demands, every dimension decided; times are in seconds. */
export interface CombinedDemands {
  /** Requirements are independent: one proof may serve several rules, but only one leaf of each rule. */
  readonly proofs: readonly NonNullable<Demands['proofs']>[];
  /** Methods whose proofs do not count, in the order of `METHODS`. */
  readonly barred: readonly MethodName[];
  /** Number of verifiers, unless the plan is proved without any; the product decides it, no rule does. */
  readonly sightings: Sightings;
  /** How many of a hundred recoveries that a verifier proved are reviewed. */
  readonly sightingsReviewed: number;
  /** A countersignature counts only with a statement that its approver signed with a passkey. */
  readonly statements: boolean;
  readonly approvals: readonly NonNullable<Demands['approvals']>[];
  readonly coolingOff: number;
  readonly proofWindow: number;
  readonly approvalWindow: number;
  readonly grant: number;
  /** Seconds for work by hand; absent where no rule decides them. */
  readonly workWindow?: number | undefined;
  /** Seconds until a review is overdue; null when no review is owed. */
  readonly reviewWithin: number | null;
  readonly alert: Severity;
  /** Further people to notify, besides those who always are. */
  readonly notify: readonly Relation[];
  /** The exceptions used for this decision, by id. */
  readonly exceptions: readonly ExceptionUse[];
}

export type PolicyAnswer =
  | { readonly verdict: 'demand'; readonly demands: CombinedDemands; readonly rules: readonly RuleReference[] }
  | { readonly verdict: 'deny'; readonly reasons: readonly string[]; readonly rules: readonly RuleReference[] };

/**
 * All matching rules apply, and the strictest demand wins in each dimension, so the order of rules never matters. Denies when a fact is
 * unknown, no rule matches, or no rule decides some dimension. A denial names the rules that deny.
 */
export function evaluate(policy: Policy, question: PolicyQuestion): PolicyAnswer {
  const { unknown, matching, denying, demands, missing } = weigh(policy, question);
  const deny = (by: readonly Rule[], reasons: readonly string[]): PolicyAnswer => ({
    verdict: 'deny',
    reasons: [...reasons].sort(),
    rules: referencesTo(by, policy.controls),
  });
  if (unknown.length > 0) return deny([], unknown);
  if (matching.length === 0) return deny([], ['no rule of the policy covers this']);
  if (denying.length > 0) return deny(denying, denying.map(saysNo));
  if (missing.length > 0) return deny(matching, missing.map(saysUndecided));
  const floored = withFloor(demands as CombinedDemands, question);
  return { verdict: 'demand', demands: floored, rules: referencesTo(matching, policy.controls) };
}

const saysUndecided = (name: string): string => `no rule decides \`${name}\``;
const saysNo = (rule: Rule): string => rule.deny ?? '';

/** The outcome of a policy's rules for a question, before the product's own demands. */
export interface Weighed {
  /** The unknown facts of the request, as sentences. */
  readonly unknown: readonly string[];
  readonly matching: readonly Rule[];
  readonly denying: readonly Rule[];
  readonly demands: DraftDemands;
  /** The dimensions that no matching rule decides. */
  readonly missing: readonly (keyof DraftDemands)[];
}

/** Evaluates the rules without a verdict: the policy check uses this to see what a policy demands by itself. */
export function weigh(policy: Policy, question: PolicyQuestion): Weighed {
  const { rules: matching, uses } = applyingTo(policy, question);
  const calm = matching.filter((rule) => rule.when.riskAtLeast === undefined);
  const denying = matching.filter((rule) => rule.deny !== undefined);
  const sightings = sightingsFor(question.profile, question.risk);
  const asked = combine(matching.flatMap((rule) => rule.require ?? []));
  const statements = asksStatements(policy, question.profile);
  const product = { sightings, sightingsReviewed: reviewedShareOf(policy), statements };
  const demands = { ...asked, ...product, exceptions: uses };
  // INVARIANT: risk adds to a plan and never makes one: what no rule covers or decides without risk, risk does not decide.
  const missing = NEEDED.filter((name) => !calm.some(({ require: asked }) => asked?.[name] !== undefined));
  const unknown = unknownIn(policy, factsOf(question), question.risk);
  return { unknown, matching: calm.some(covers) ? matching : [], denying, demands, missing };
}

/** Whether a countersignature for this account counts only with a signed statement. */
export const asksStatements = (
  { statements }: Pick<Policy, 'statements'>,
  profile: Parameters<typeof isSensitive>[0],
): boolean => statements === 'all' || (statements === 'sensitive' && isSensitive(profile));

/** A rule that only restricts methods covers nothing by itself. */
const covers = ({ deny, require: asked = {} }: Rule): boolean =>
  deny !== undefined || Object.keys(asked).some((name) => name !== 'methods');

/** The rules that apply to a question, after exceptions in force. */
export function applyingTo(policy: Policy, question: PolicyQuestion): Excepted {
  const facts = factsOf(question);
  const named = policy.rules.filter((rule) => applies(rule.when, facts, question.risk));
  return withExceptions(policy, named, { isInScope: ({ scope }) => isInScope(scope, question), now: question.now });
}

/** The facts that conditions read, by name. */
export const factsOf = ({ profile, action, channel, desk, requester, hours }: PolicyQuestion): Facts => ({
  kind: profile.kind,
  tier: profile.tier,
  environment: profile.environment,
  label: profile.labels ?? [],
  action,
  channel,
  desk,
  requester,
  hours,
});

/** Whether a question is in the scope of an exception. */
export function isInScope({ account, ...when }: ExceptionScope, question: PolicyQuestion): boolean {
  const isNamed = account === undefined || account.some((one) => one === question.profile.account);
  return isNamed && applies(when, factsOf(question), question.risk);
}

function referencesTo(rules: readonly Rule[], controls: readonly Control[]): readonly RuleReference[] {
  const ownerOf = (control: string) => controls.find(({ id }) => id === control)?.owner ?? 'nobody';
  return rules
    .map(({ id, control }) => ({ control, owner: ownerOf(control), rule: id }))
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));
}

/** Demands with possibly undecided dimensions. */
export type DraftDemands = { readonly [Name in keyof CombinedDemands]: CombinedDemands[Name] | undefined };

function combine(
  all: readonly Demands[],
): Omit<DraftDemands, 'exceptions' | 'sightings' | 'sightingsReviewed' | 'statements'> {
  const numbers = (name: 'coolingOff' | 'proofWindow' | 'approvalWindow' | 'workWindow' | 'grant' | 'reviewWithin') =>
    all.map((demands) => demands[name]).filter((value) => value !== undefined);
  const least = (values: readonly number[]) => (values.length === 0 ? undefined : Math.min(...values));
  const workWindow = least(numbers('workWindow'));
  return {
    proofs: distinct(all.flatMap((demands) => demands.proofs ?? [])),
    barred: methodsBarredBy(all),
    approvals: distinct(withSoundEscalations(all.flatMap((demands) => demands.approvals ?? []))),
    coolingOff: Math.max(0, ...numbers('coolingOff')),
    proofWindow: least(numbers('proofWindow')),
    approvalWindow: least(numbers('approvalWindow')),
    grant: least(numbers('grant')),
    ...(workWindow === undefined ? {} : { workWindow }),
    reviewWithin: least(numbers('reviewWithin')) ?? null,
    notify: RELATIONS.filter((relation) => all.some(({ notify }) => notify?.includes(relation))),
    alert: severestOf(all.flatMap(({ alert }) => alert ?? [])) ?? 'info',
  };
}

/** The methods whose proofs do not count under any of these demands. */
export const methodsBarredBy = (all: readonly Demands[]): readonly MethodName[] =>
  METHOD_NAMES.filter((name) => all.some(({ methods }) => methods !== undefined && !isPermitted(name, methods)));

const isPermitted = (name: MethodName, { only, not }: PermittedMethods): boolean =>
  only?.includes(name) !== false && not?.includes(name) !== true;

/** Equal requirements of two rules become one. Sorted, so that the order of the rules does not change the plan. */
function distinct<T extends object>(requirements: readonly T[]): readonly T[] {
  if (requirements.length < 2) return requirements;
  const bySpelling = new Map(requirements.map((requirement) => [spellingOf(requirement), requirement]));
  return [...bySpelling].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, requirement]) => requirement);
}

const spellings = new WeakMap<object, string>();

/** Cached as long as the policy: spelling a requirement takes longer than matching the rules. */
function spellingOf(requirement: object): string {
  const spelling = spellings.get(requirement) ?? canonical(requirement);
  spellings.set(requirement, spelling);
  return spelling;
}

/** Dimensions without a default: some rule must decide each. */
const NEEDED = ['proofs', 'proofWindow', 'approvalWindow', 'grant'] as const;

// INVARIANT: the least demands of rules 5, 9, 18 and 20, for any account and any use of an exception, do not depend on the policy.
function withFloor(demands: CombinedDemands, { profile, action }: PolicyQuestion): CombinedDemands {
  const asked = { profile, action };
  const floors = floorsOf(asked);
  const isLeast = demands.proofs.some((one) => isLeastProved(one, asked));
  const isExcepted = demands.exceptions.length > 0;
  return {
    ...demands,
    proofs: isLeast ? demands.proofs : distinct([...demands.proofs, ...floors.flatMap(({ proofs = [] }) => proofs)]),
    approvals: distinct([...demands.approvals, ...floors.flatMap(({ approvals = [] }) => approvals)]),
    reviewWithin: demands.reviewWithin ?? (isExcepted ? EXCEPTION_REVIEW : null),
    alert: isSensitive(profile) && demands.alert === 'info' ? 'warning' : demands.alert,
  };
}
