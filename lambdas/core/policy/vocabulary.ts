import { CHANNELS } from '../proofing/proof.ts';
import { ACTIONS, KINDS, TIERS } from '../registry/account.ts';
import { type Condition, type Policy, REQUESTER_RELATIONS } from './policy.ts';

/** What conditions look at, by name: one word each, of labels any number. */
export type Facts = Readonly<Record<Exclude<keyof Condition, 'riskAtLeast' | 'label'>, string>> & {
  readonly label: readonly string[];
};

/** Attributes whose words a policy declares, and the list that it declares them in. */
export const DECLARED_IN = {
  environment: 'environments',
  channel: 'channels',
  desk: 'desks',
  label: 'labels',
} as const;
export type DeclaredAttribute = keyof typeof DECLARED_IN;

/** The desk of a request in which none took part: a word to declare like others, and one that no agent can have. */
export const NO_DESK = 'none';

/** The part of a policy that says which words there are. */
type Speaking = Pick<Policy, 'rules' | 'exceptions' | 'environments' | 'channels' | 'desks' | 'labels'>;

/** What every condition of a policy looks at: those of its rules, and the scopes of its exceptions. */
export const conditionsOf = ({
  rules,
  exceptions = [],
}: Pick<Policy, 'rules' | 'exceptions'>): readonly Condition[] => [
  ...rules.map(({ when }) => when),
  ...exceptions.map(({ scope }) => scope),
];

/**
 * The words that a request may have; undefined where any will do, because the policy declares none and nothing in it looks at the
 * attribute. What is looked at and not declared has no word. A channel is one of those whose way is known, whatever a policy declares.
 */
export function wordsFor(policy: Speaking, attribute: DeclaredAttribute): readonly string[] | undefined {
  const declared = policy[DECLARED_IN[attribute]];
  if (declared !== undefined) return declared;
  if (conditionsOf(policy).some((when) => when[attribute] !== undefined)) return [];
  return attribute === 'channel' ? CHANNELS : undefined;
}

/** The same words for every policy. */
const FIXED: Readonly<Partial<Record<keyof Facts, readonly string[]>>> = {
  ...{ kind: KINDS, tier: TIERS, action: ACTIONS, requester: REQUESTER_RELATIONS, hours: ['in', 'out'] },
};

/**
 * What is not known of a request, as sentences; empty where all is. INVARIANT: to leave out, misspell or hide something of a request
 * never spares it a rule, however the rules are written: what is not known denies.
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

/** Each is one that the policy declares: who writes another would think that a rule applies, and none would. */
function areLabels(policy: Speaking, labels: readonly string[]): boolean {
  const words = wordsFor(policy, 'label');
  return Array.isArray(labels) && labels.every((label) => isThere(label) && words?.includes(label) !== false);
}

const isThere = (value: unknown): boolean => typeof value === 'string' && value !== '';

const isDeclared = (name: string): name is DeclaredAttribute => Object.hasOwn(DECLARED_IN, name);

/** An agent works at some desk: who does not say at which hides it. */
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
