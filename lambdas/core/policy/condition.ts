import type { Condition } from './policy.ts';
import type { Facts } from './vocabulary.ts';

/** Whether a condition is met: every attribute that it reads is among its values, and the risk is high enough. */
export const applies = (when: Condition, facts: Facts, risk: number): boolean =>
  risk >= (when.riskAtLeast ?? 0) &&
  readBy(when).every((name) => isAmong(facts[name], when[name] as readonly string[]));

/** Whether a fact, or one of a list, is among the values. A fact that is missing or mistyped is among none. */
const isAmong = (fact: unknown, values: readonly unknown[]): boolean =>
  Array.isArray(fact) ? fact.some((one) => values.includes(one)) : values.includes(fact);

const ATTRIBUTES = ['kind', 'tier', 'environment', 'label', 'action', 'channel', 'desk', 'requester', 'hours'] as const;
type Attribute = (typeof ATTRIBUTES)[number];

const read = new WeakMap<Condition, readonly Attribute[]>();

/** The attributes that a condition reads. Cached as long as the policy: a check asks each rule hundreds of thousands of questions. */
function readBy(when: Condition): readonly Attribute[] {
  const known = read.get(when) ?? ATTRIBUTES.filter((name) => when[name] !== undefined);
  read.set(when, known);
  return known;
}
