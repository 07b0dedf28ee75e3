import { methodsBarredBy } from '../../policy/evaluate.ts';
import { fixedRule, type Policy, type Rule, type RuleReference } from '../../policy/policy.ts';
import { asksOf, METHODS } from '../../proofing/methods.ts';
import { isBarred, type Proof, type ProofLeaf } from '../../proofing/proof.ts';
import type { Json } from '../../values/hash.ts';
import { leavesOf } from '../../values/requirement.ts';
import { refuse } from '../state/decision.ts';
import type { Plan } from '../state/plan.ts';
import type { Refused, Situation } from '../state/situation.ts';

/** The rules behind a policy's refusal, their controls, and the owners of those (rule 21). */
export interface Answerable {
  readonly [name: string]: Json;
  readonly rule: string;
  readonly control: string;
  readonly owner: string;
}

/** The rule as facts of a refusal; a fixed rule of the product when no policy rule refuses. */
export function answerableBy(rules: readonly RuleReference[], fixed: number): Answerable {
  const listed = (nameOf: (one: RuleReference) => string) => [...new Set(rules.map(nameOf))].join(', ');
  if (rules.length === 0) return { ...fixedRule(fixed) };
  return {
    rule: listed(({ rule }) => rule),
    control: listed(({ control }) => control),
    owner: listed(({ owner }) => owner),
  };
}

/** The plan's rules with a certain demand, as the policy has them now. */
export const rulesThat = (plan: Plan, { rules }: Policy, demand: (rule: Rule) => boolean): readonly RuleReference[] =>
  plan.rules.filter(({ rule }) => rules.some((one) => one.id === rule && demand(one)));

/** Why a proof by this method and way does not count: the plan bars it. */
export function whyNotPermitted(
  { recovery, context }: Situation,
  way: Pick<Proof, 'method' | 'channel'>,
): Refused | undefined {
  const { plan } = recovery;
  if (plan === null || !isBarred(way, plan.barred)) return undefined;
  const bars = ({ require: demands }: Rule) => isBarred(way, methodsBarredBy(demands === undefined ? [] : [demands]));
  return refuse('method-not-permitted', {
    method: way.method,
    ...answerableBy(rulesThat(plan, context.policy, bars), 9),
  });
}

/** Why a passkey that can be copied does not count: every passkey that the plan accepts must be device-bound. */
export function whyNotDeviceBound({ recovery, context }: Situation, proof: Proof): Refused | undefined {
  const { plan } = recovery;
  if (plan === null || asksOf(proof.method).for !== 'passkey' || proof.deviceBound === true) return undefined;
  const leaves = plan.proofs.flatMap((requirement) => leavesOf(requirement));
  if (!leaves.some(isDeviceBound) || leaves.some((leaf) => takesCopies(leaf, proof))) return undefined;
  const asks = ({ require: demands }: Rule) =>
    demands?.proofs !== undefined && leavesOf(demands.proofs).some(isDeviceBound);
  return refuse('passkey-not-device-bound', { ...answerableBy(rulesThat(plan, context.policy, asks), 9) });
}

const isDeviceBound = (leaf: ProofLeaf): boolean => 'passkey' in leaf;

/** Whether a passkey that can be copied meets the leaf. */
function takesCopies(leaf: ProofLeaf, { method }: Pick<Proof, 'method'>): boolean {
  if ('passkey' in leaf) return false;
  if ('method' in leaf) return leaf.method === method;
  return !('class' in leaf) || leaf.class === METHODS[method].class;
}
