import type { VersionedPolicy } from '../../lambdas/core/policy/policy.ts';
import { aPolicy } from './fixtures.ts';

/** The policy of one rule for everything, with other demands; one that is `undefined` is not made. */
export const policyThat = (demands: object): VersionedPolicy =>
  aPolicy({ rules: aPolicy().rules.map((rule) => ({ ...rule, require: { ...rule.require, ...demands } })) });
