import { expect, it } from '@jest/globals';
import { tierOfPolicy } from '../../../lambdas/adapters/connectors/policy-tiers.ts';

it.each([
  ['arn:aws:iam::aws:policy/AdministratorAccess', 'critical'],
  ['arn:aws-cn:iam::aws:policy/IAMFullAccess', 'critical'],
  ['arn:aws:iam::aws:policy/PowerUserAccess', 'privileged'],
  ['arn:aws:iam::aws:policy/ReadOnlyAccess', null],
  ['arn:aws:iam::123456789012:policy/AdministratorAccess', null],
  ['AdministratorAccess', null],
  ['arn:aws:iam::aws:policy/toString', null],
])('a policy of AWS gives a tier, one of one’s own none: %s', (arn, tier) => {
  expect(tierOfPolicy(arn)).toBe(tier);
});
