import { ACTIONS, KINDS, TIERS } from '../recovery/account.ts';
import type { PolicyQuestion } from './evaluate.ts';
import { type Condition, type Policy, REQUESTER_RELATIONS } from './policy.ts';

type Named = 'environment' | 'channel' | 'desk';

/**
 * Every question that the rules and exceptions of a policy can tell apart, at these scores and without a time. What none of them names is
 * asked about once.
 */
export function* questionsTo(policy: Policy, risks: readonly number[] = [0]): Generator<PolicyQuestion> {
  const names = (attribute: keyof Condition) => conditionsOf(policy).some((when) => attribute in when);
  const requesters = names('requester') ? REQUESTER_RELATIONS : (['owner'] as const);
  const times = names('hours') ? (['in', 'out'] as const) : (['in'] as const);
  for (const place of placesIn(policy))
    for (const kind of KINDS)
      for (const tier of TIERS)
        for (const action of ACTIONS)
          for (const requester of requesters)
            for (const hours of times)
              for (const risk of risks) {
                const { environment, channel, desk, account } = place;
                const profile = { kind, tier, environment, ...(account === undefined ? {} : { account }) };
                yield { profile, action, channel, desk, requester, hours, risk };
              }
}

/** Each value that is named, and one that stands for all others. */
function* placesIn(policy: Policy) {
  const accounts = (policy.exceptions ?? []).flatMap(({ scope }) => scope.account?.[0] ?? []);
  for (const environment of valuesOf(policy, 'environment'))
    for (const channel of valuesOf(policy, 'channel'))
      for (const desk of valuesOf(policy, 'desk'))
        for (const account of new Set([undefined, ...accounts])) yield { environment, channel, desk, account };
}

const valuesOf = (policy: Policy, attribute: Named): ReadonlySet<string> =>
  new Set([...conditionsOf(policy).flatMap((when) => when[attribute] ?? []), 'another']);

const conditionsOf = ({ rules, exceptions = [] }: Policy): readonly Condition[] => [
  ...rules.map(({ when }) => when),
  ...exceptions.map(({ scope }) => scope),
];
