import type { VersionedPolicy } from '../../lambdas/core/policy/policy.ts';
import { aPolicy } from './fixtures.ts';

/** The usual policy with other demands; an `undefined` demand is removed. */
export const policyThat = (demands: object): VersionedPolicy =>
  aPolicy({ rules: aPolicy().rules.map((rule) => ({ ...rule, require: { ...rule.require, ...demands } })) });
