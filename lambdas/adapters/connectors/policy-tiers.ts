import type { Tier } from '../../core/registry/account.ts';

/** The tiers of policies that AWS manages: with each of the first, everything else can be had. */
const POLICY_TIERS: Readonly<Record<string, Tier>> = {
  AdministratorAccess: 'critical',
  IAMFullAccess: 'critical',
  PowerUserAccess: 'privileged',
};

/** `arn:aws:iam::aws:policy/AdministratorAccess`: one with this name in the customer's own account is another one. */
const MANAGED = /^arn:aws[\w-]*:iam::aws:policy\/(\w+)$/;

/** The tier that a policy gives by its ARN; null for none. */
export function tierOfPolicy(arn: string): Tier | null {
  const name = MANAGED.exec(arn)?.[1] ?? '';
  return Object.hasOwn(POLICY_TIERS, name) ? (POLICY_TIERS[name] ?? null) : null;
}
