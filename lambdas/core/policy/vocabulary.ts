import { CHANNELS } from '../proofing/proof.ts';
import { ACTIONS, KINDS, TIERS } from '../registry/account.ts';
import { type Condition, type Policy, REQUESTER_RELATIONS } from './policy.ts';

/** The facts that conditions read, by name: one word each, any number of labels. */
export type Facts = Readonly<Record<Exclude<keyof Condition, 'riskAtLeast' | 'label'>, string>> & {
  readonly label: readonly string[];
};

/** Attributes whose words a policy declares, each with the list that declares them. */
export const DECLARED_IN = {
  environment: 'environments',
  channel: 'channels',
  desk: 'desks',
  label: 'labels',
} as const;
export type DeclaredAttribute = keyof typeof DECLARED_IN;

/** The desk of a request without a desk. A policy declares this word like others; no agent can have it. */
export const NO_DESK = 'none';

/** The members of a policy that define its words. */
type Speaking = Pick<Policy, 'rules' | 'exceptions' | 'environments' | 'channels' | 'desks' | 'labels'>;

/** Every condition of a policy: those of its rules, and the scopes of its exceptions. */
export const conditionsOf = ({
  rules,
  exceptions = [],
}: Pick<Policy, 'rules' | 'exceptions'>): readonly Condition[] => [
  ...rules.map(({ when }) => when),
  ...exceptions.map(({ scope }) => scope),
];

/**
 * The words that a request may have. Undefined means any word: the policy declares none and no condition reads the attribute. An attribute
 * that a condition reads and the policy does not declare has no words. A channel must always be one with a known way.
 */
export function wordsFor(policy: Speaking, attribute: DeclaredAttribute): readonly string[] | undefined {
  const known = WORDS.get(policy) ?? new Map<DeclaredAttribute, readonly string[] | undefined>();
  WORDS.set(policy, known);
  if (!known.has(attribute)) known.set(attribute, findWords(policy, attribute));
  return known.get(attribute);
}

/** Hundreds of thousands of questions ask one policy, which never changes. */
const WORDS = new WeakMap<Speaking, Map<DeclaredAttribute, readonly string[] | undefined>>();

function findWords(policy: Speaking, attribute: DeclaredAttribute): readonly string[] | undefined {
  const declared = policy[DECLARED_IN[attribute]];
  if (declared !== undefined) return declared;
  if (conditionsOf(policy).some((when) => when[attribute] !== undefined)) return [];
  return attribute === 'channel' ? CHANNELS : undefined;
}

/** Words that are the same for every policy. */
const FIXED: Readonly<Partial<Record<keyof Facts, readonly string[]>>> = {
  ...{ kind: KINDS, tier: TIERS, action: ACTIONS, requester: REQUESTER_RELATIONS, hours: ['in', 'out'] },
};

/**
 * The unknown facts of a request, as sentences; empty when all are known. INVARIANT: leaving out, misspelling or hiding a fact never spares
 * a request a rule, however the rules are written: an unknown fact denies.
 */
export function unknownIn(policy: Speaking, facts: Facts, risk: number): readonly string[] {
  const names = (Object.keys(facts) as (keyof Facts)[]).filter((name) => !isKnown(policy, facts, name));
  const unknown = names.map((name) => saysUnknown(name, facts));
  return Number.isSafeInteger(risk) && risk >= 0 ? unknown : [...unknown, 'the `risk` is not known'];
}

function isKnown(policy: Speaking, facts: Facts, name: keyof Facts): boolean {
  if (name === 'label') return areLabels(policy, facts.label);
  const value = facts[name];
  if (!isThere(value)) return false;
  if (!isDeclared(name)) return FIXED[name]?.includes(value) === true;
  const words = wordsFor(policy, name);
  if (words === undefined) return true;
  return words.includes(value) && !(name === 'channel' && !CHANNELS.includes(value)) && !isHidden(facts, name);
}

/** Every label must be declared: an undeclared one would look as if a rule applied to it, and none would. */
function areLabels(policy: Speaking, labels: readonly string[]): boolean {
  const words = wordsFor(policy, 'label');
  return Array.isArray(labels) && labels.every((label) => isThere(label) && words?.includes(label) !== false);
}

const isThere = (value: unknown): boolean => typeof value === 'string' && value !== '';

const isDeclared = (name: string): name is DeclaredAttribute => Object.hasOwn(DECLARED_IN, name);

/** Every agent has a desk: a request on behalf without a desk hides it. */
const isHidden = ({ desk, requester }: Facts, name: keyof Facts): boolean =>
  name === 'desk' && desk === NO_DESK && requester === 'on-behalf';

function saysUnknown(name: keyof Facts, facts: Facts): string {
  const unknown = `the \`${name}\` is not known`;
  if (!isDeclared(name) || (name !== 'label' && !isThere(facts[name]))) return unknown;
  const list = DECLARED_IN[name];
  return isHidden(facts, name)
    ? `${unknown}: an agent asks from one of the \`${list}\` that the policy declares`
    : `${unknown}: the policy does not declare it under \`${list}\``;
}
