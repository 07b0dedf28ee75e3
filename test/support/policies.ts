import type { Policy, VersionedPolicy } from '../../lambdas/core/policy/policy.ts';
import { aPolicy } from './fixtures.ts';

/** The usual policy with other demands and settings; an `undefined` demand is removed. */
export const policyThat = (demands: object, settings: Pick<Policy, 'sightingsReviewed'> = {}): VersionedPolicy =>
  aPolicy({
    ...settings,
    rules: aPolicy().rules.map((rule) => ({ ...rule, require: { ...rule.require, ...demands } })),
  });

/** A sound policy file that is checked in no time. */
export const SMALL_POLICY = `name: small
groups: [identity, security]
controls: [{ id: proving, title: Proving, owner: head of identity, maps: [] }]
rules:
  - id: everything
    control: proving
    when: { kind: [human], action: [unlock] }
    require: { proofs: { method: in-person }, approvals: { groups: 2 }, proofWindow: 1h, approvalWindow: 1h, grant: 1h }
`;
