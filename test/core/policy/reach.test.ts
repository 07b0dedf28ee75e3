import { expect, it } from '@jest/globals';
import { checkReach, HIGHEST_SCORE, whyImpossible } from '../../../lambdas/core/policy/reach.ts';
import { aPolicy } from '../../support/fixtures.ts';

const { hours: _hours, ...policy } = aPolicy();
const hours = { zone: 'Etc/UTC', days: [1], from: '08:00', to: '18:00' };

it.each([
  ['the highest score', { riskAtLeast: HIGHEST_SCORE }, policy, undefined],
  ['a higher one', { riskAtLeast: HIGHEST_SCORE + 1 }, policy, 'riskAtLeast'],
  ['time off, where work never ends', { hours: ['out'] }, policy, 'hours'],
  ['time off, where it ends', { hours: ['out'] }, { ...policy, hours }, undefined],
  ['any time', { hours: ['in', 'out'] }, policy, undefined],
] as const)('says whether any request meets a condition: %s', (_, condition, given, name) => {
  expect(whyImpossible(condition, given)?.name).toBe(name);
});

it('finds the rule that only asks where another denies', () => {
  const [first, ...others] = policy.rules;
  if (first === undefined) throw new Error('the policy has a rule');
  const rules = [
    first,
    ...others,
    { id: 'never', control: first.control, when: { environment: ['moon'] }, require: { coolingOff: 60 } },
    { id: 'no-moon', control: first.control, when: { environment: ['moon'] }, deny: 'not there' },
  ];
  const environments = [...(policy.environments ?? []), 'moon'];
  const idle = rules.length - 2;
  const found = checkReach({ ...policy, environments, rules });
  expect(found.map(({ path }) => path)).toContainEqual(['rules', idle]);
  expect(checkReach({ ...policy, environments, rules: rules.slice(0, -1) }).map(({ path }) => path)).not.toContainEqual(
    ['rules', idle],
  );
});
