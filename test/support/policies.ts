import type { Policy, VersionedPolicy } from '../../lambdas/core/policy/policy.ts';
import { aPolicy } from './fixtures.ts';

/** The usual policy with other demands and settings; an `undefined` demand is removed. */
export const policyThat = (demands: object, settings: Pick<Policy, 'sightingsReviewed'> = {}): VersionedPolicy =>
  aPolicy({
    ...settings,
    rules: aPolicy().rules.map((rule) => ({ ...rule, require: { ...rule.require, ...demands } })),
  });
