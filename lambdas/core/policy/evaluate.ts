import { canonical } from '../audit/canonical.ts';
import { type AccountProfile, type Action, isSensitive } from '../recovery/account.ts';
import {
  type Condition,
  type Control,
  type Demands,
  type Rule,
  type RuleReference,
  SEVERITIES,
  type VersionedPolicy,
} from './policy.ts';

/** What a policy is asked about. */
export interface PolicyQuestion {
  readonly profile: AccountProfile;
  readonly action: Action;
  readonly channel: string;
}

/** Every dimension of a plan is decided; times are in seconds. */
export interface CombinedDemands {
  /** Each requirement holds on its own: one proof may serve several rules, never two leaves of one rule. */
  readonly proofs: readonly NonNullable<Demands['proofs']>[];
  readonly approvals: readonly NonNullable<Demands['approvals']>[];
  readonly coolingOff: number;
  readonly proofWindow: number;
  readonly approvalWindow: number;
  readonly grant: number;
  /** Seconds until a review is overdue; null where none is owed. */
  readonly reviewWithin: number | null;
  readonly alert: (typeof SEVERITIES)[number];
}

export type PolicyAnswer =
  | { readonly verdict: 'demand'; readonly demands: CombinedDemands; readonly rules: readonly RuleReference[] }
  | { readonly verdict: 'deny'; readonly reasons: readonly string[]; readonly rules: readonly RuleReference[] };

/**
 * All matching rules apply and the strictest wins in each dimension, so their order never matters. No matching rule, or a dimension
 * that nothing decides, denies.
 */
export function evaluate(policy: VersionedPolicy, question: PolicyQuestion): PolicyAnswer {
  const matching = policy.rules.filter((rule) => applies(rule.when, question));
  const rules = matching.map((rule) => referenceTo(rule, policy.controls)).sort((a, b) => (a.rule < b.rule ? -1 : 1));
  const reasons = matching.flatMap((rule) => (rule.deny === undefined ? [] : [rule.deny])).sort();
  if (matching.length === 0) return { verdict: 'deny', reasons: ['no rule of the policy covers this'], rules };
  if (reasons.length > 0) return { verdict: 'deny', reasons, rules };
  const demands = combine(matching.flatMap((rule) => rule.require ?? []));
  const missing = missingIn(demands);
  if (missing.length > 0)
    return { verdict: 'deny', reasons: missing.map((name) => `no rule decides \`${name}\``), rules };
  return { verdict: 'demand', demands: withFloor(demands as CombinedDemands, question.profile), rules };
}

export function applies(when: Condition, { profile, action, channel }: PolicyQuestion): boolean {
  const facts: Record<keyof Condition, string> = {
    kind: profile.kind,
    tier: profile.tier,
    environment: profile.environment,
    action,
    channel,
  };
  return (Object.keys(when) as (keyof Condition)[]).every((name) =>
    (when[name] as readonly string[] | undefined)?.includes(facts[name]),
  );
}

function referenceTo(rule: Rule, controls: readonly Control[]): RuleReference {
  const owner = controls.find((control) => control.id === rule.control)?.owner ?? 'nobody';
  return { rule: rule.id, control: rule.control, owner };
}

type Draft = { [Name in keyof CombinedDemands]: CombinedDemands[Name] | undefined };

function combine(all: readonly Demands[]): Draft {
  const numbers = (name: 'coolingOff' | 'proofWindow' | 'approvalWindow' | 'grant' | 'reviewWithin') =>
    all.flatMap((demands) => demands[name] ?? []);
  const least = (values: readonly number[]) => (values.length === 0 ? undefined : Math.min(...values));
  return {
    proofs: distinct(all.flatMap((demands) => demands.proofs ?? [])),
    approvals: distinct(all.flatMap((demands) => demands.approvals ?? [])),
    coolingOff: Math.max(0, ...numbers('coolingOff')),
    proofWindow: least(numbers('proofWindow')),
    approvalWindow: least(numbers('approvalWindow')),
    grant: least(numbers('grant')),
    reviewWithin: least(numbers('reviewWithin')) ?? null,
    alert: SEVERITIES[Math.max(0, ...all.map((demands) => SEVERITIES.indexOf(demands.alert ?? 'info')))],
  };
}

/** The same requirement from two rules is one; sorted, so that the order of the rules leaves no trace in the plan. */
function distinct<T>(requirements: readonly T[]): readonly T[] {
  const bySpelling = new Map(requirements.map((requirement) => [canonical(requirement), requirement]));
  return [...bySpelling].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, requirement]) => requirement);
}

function missingIn(draft: Draft): readonly string[] {
  const undecided = (Object.keys(draft) as (keyof Draft)[]).filter((name) => draft[name] === undefined);
  return draft.proofs?.length === 0 ? ['proofs', ...undecided] : undecided;
}

// INVARIANT: what rules 5, 18 and 20 demand of sensitive accounts does not depend on what the policy says.
function withFloor(demands: CombinedDemands, profile: AccountProfile): CombinedDemands {
  if (!isSensitive(profile)) return demands;
  const alert = demands.alert === 'info' ? 'warning' : demands.alert;
  return { ...demands, alert, approvals: distinct([...demands.approvals, { leaf: { groups: 2 } }]) };
}
