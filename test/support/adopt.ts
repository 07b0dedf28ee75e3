import type { SubmitServices } from '../../lambdas/app/ledger/submit.ts';
import type { VersionedPolicy } from '../../lambdas/core/policy/policy.ts';
import type { Adoption } from '../../lambdas/core/registry/adoption.ts';
import { canonical } from '../../lambdas/core/values/hash.ts';
import { register } from './register.ts';

/** A policy as it is proposed. */
export function adoptionOf({ digest, ...policy }: VersionedPolicy): Adoption {
  return { name: policy.name, digest, text: canonical(policy) };
}

/** Two administrators adopt the deployed policy. */
export async function adoptPolicy(services: SubmitServices): Promise<void> {
  await register(services, { policy: adoptionOf(await services.policy.current()) });
}
