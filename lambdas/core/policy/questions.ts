import { METHODS } from '../proofing/methods.ts';
import { ACTIONS, KINDS, type Kind, TIERS } from '../registry/account.ts';
import { CONTACT_KINDS, wayOf } from '../registry/contact.ts';
import type { PolicyQuestion } from './evaluate.ts';
import { type Condition, type Policy, REQUESTER_RELATIONS } from './policy.ts';
import { conditionsOf, DECLARED_IN, type DeclaredAttribute, NO_DESK, wordsFor } from './vocabulary.ts';

/** Most questions that a policy check asks: some seconds of work. */
export const MOST_QUESTIONS = 1_000_000;

/** A word that no condition names, for an attribute whose words a policy does not declare. */
export const ANOTHER = 'another';

/** The values of each attribute that the policies can tell apart. */
export interface Values {
  readonly environments: readonly string[];
  readonly labels: readonly (readonly string[])[];
  readonly channels: readonly string[];
  readonly desks: readonly string[];
  readonly requesters: readonly PolicyQuestion['requester'][];
  readonly times: readonly PolicyQuestion['hours'][];
  readonly scores: readonly number[];
}

/**
 * Every question that the rules and exceptions of a policy can tell apart, at every score that a rule names and at 0, without account and
 * time. Of words that all conditions treat alike, one is asked; of channels, one for each way; of labels, every set. For several policies:
 * every question that any of them can tell apart.
 */
export function* questionsTo(...policies: readonly Policy[]): Generator<PolicyQuestion> {
  const { environments, labels, channels, desks, requesters, times, scores } = valuesIn(policies);
  for (const environment of environments)
    for (const channel of channels)
      for (const desk of desks)
        for (const kind of KINDS)
          for (const profile of profilesOf(kind, environment, labels))
            for (const action of ACTIONS)
              for (const requester of requesters) {
                if (desk === NO_DESK && requester === 'on-behalf') continue;
                for (const hours of times)
                  for (const risk of scores) yield { profile, action, channel, desk, requester, hours, risk };
              }
}

const profilesOf = (kind: Kind, environment: string, sets: Values['labels']): readonly PolicyQuestion['profile'][] =>
  TIERS.flatMap((tier) =>
    sets.map((labels) => ({ kind, tier, environment, ...(labels.length === 0 ? {} : { labels }) })),
  );

/** Most questions that there can be, computed without asking them. */
export const questionsIn = (...policies: readonly Policy[]): number =>
  Object.values(valuesIn(policies))
    .concat([KINDS, TIERS, ACTIONS])
    .reduce((product, { length }) => product * length, 1);

/**
 * Reduces the policy to the rules that can apply at the place of a question: many successive questions share one place, and few rules apply
 * there.
 */
export function narrowing(policy: Policy): (question: PolicyQuestion) => Policy {
  const narrowed = new Map<string, Policy>();
  return ({ profile: { kind, environment }, action, channel, desk }) => {
    const key = `${kind} ${action} ${environment} ${channel} ${desk}`;
    const known = narrowed.get(key);
    if (known !== undefined) return known;
    const place: Readonly<Record<string, string>> = { kind, action, environment, channel, desk };
    const isThere = (when: Condition) =>
      PLACE.every((name) => when[name] === undefined || (when[name] as readonly string[]).includes(place[name] ?? ''));
    const made = { ...policy, rules: policy.rules.filter(({ when }) => isThere(when)) };
    narrowed.set(key, made);
    return made;
  };
}

const PLACE = ['kind', 'action', 'environment', 'channel', 'desk'] as const;

export function valuesIn(policies: readonly Policy[]): Values {
  const conditions = policies.flatMap(conditionsOf);
  const names = (attribute: keyof Condition) => conditions.some((when) => attribute in when);
  return {
    environments: distinctFor(policies, 'environment'),
    labels: setsOf([...new Set(conditions.flatMap(({ label = [] }) => label))].sort()),
    channels: distinctFor(policies, 'channel'),
    desks: distinctFor(policies, 'desk'),
    requesters: names('requester') ? REQUESTER_RELATIONS : ['owner'],
    times: names('hours') ? ['in', 'out'] : ['in'],
    scores: [...new Set([0, ...conditions.flatMap(({ riskAtLeast = 0 }) => riskAtLeast)])].sort((a, b) => a - b),
  };
}

/** Most labels; with more there are too many questions. */
const MOST_LABELS = 16;

/** Every set of labels that an account may have. */
function setsOf(labels: readonly string[]): Values['labels'] {
  const sets: (readonly string[])[] = [[]];
  for (const label of labels.slice(0, MOST_LABELS)) sets.push(...sets.map((set) => [...set, label]));
  return sets;
}

type Listed = Exclude<DeclaredAttribute, 'label'>;

/** One word for each class of words that no condition tells apart and the same policies declare; `none` only if no desk is in its class. */
function distinctFor(policies: readonly Policy[], attribute: Listed): readonly string[] {
  const words = wordsOf(policies, attribute);
  const others = words.filter((word) => word !== NO_DESK);
  const noDesk = words.length > others.length ? [NO_DESK] : [];
  const lookOf = lookIn(policies, attribute);
  return [...new Map([...noDesk, ...others].map((word) => [lookOf(word), word])).values()];
}

/** All words that the policies treat like this one. */
export function alikeTo(policies: readonly Policy[], attribute: string, word: string): readonly string[] {
  if (attribute !== 'environment' && attribute !== 'channel' && attribute !== 'desk') return [word];
  const lookOf = lookIn(policies, attribute);
  return wordsOf(policies, attribute).filter((one) => lookOf(one) === lookOf(word));
}

function wordsOf(policies: readonly Policy[], attribute: Listed): readonly string[] {
  const list = DECLARED_IN[attribute];
  const named = policies.flatMap(conditionsOf).flatMap((when) => when[attribute] ?? []);
  const isOpen = policies.some((policy) => policy[list] === undefined);
  return [...new Set([...policies.flatMap((policy) => policy[list] ?? []), ...(isOpen ? [...named, ANOTHER] : [])])];
}

/** A key that tells words apart: the conditions that name them, the policies that declare them, and the way of a channel. */
function lookIn(policies: readonly Policy[], attribute: Listed): (word: string) => string {
  const conditions = policies.flatMap(conditionsOf);
  const allowed = policies.map((policy) => wordsFor(policy, attribute));
  return (word) => {
    const way = attribute === 'channel' ? proofWayOf(word) : '';
    const declared = allowed.map((words) => words?.includes(word) ?? true);
    return [way, ...declared, ...conditions.map((when) => when[attribute]?.includes(word) ?? true)].join();
  };
}

/** The ways that proofs can come; requests by any other way are all treated alike. */
const PROOF_WAYS: readonly string[] = [...Object.values(METHODS).map(({ channel }) => channel), ...CONTACT_KINDS].map(
  wayOf,
);

const proofWayOf = (channel: string): string => (PROOF_WAYS.includes(wayOf(channel)) ? wayOf(channel) : '');
