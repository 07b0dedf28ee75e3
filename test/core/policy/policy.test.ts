import { expect, it } from '@jest/globals';
import { minAgesOf } from '../../../lambdas/core/policy/policy.ts';

it.each([
  ['a policy that says nothing has the ages of rule 8', {}, { contact: 7 * 86_400, authenticator: 86_400 }],
  ['a policy has its own', { contactMinAge: 5, authenticatorMinAge: 6 }, { contact: 5, authenticator: 6 }],
  ['zero is an age', { contactMinAge: 0, authenticatorMinAge: 0 }, { contact: 0, authenticator: 0 }],
])('%s', (_, policy, ages) => {
  expect(minAgesOf(policy)).toEqual(ages);
});
