import type { SubmitServices } from '../../lambdas/app/ledger/submit.ts';
import { register } from './register.ts';

/** Two administrators adopt the deployed policy. */
export async function adoptPolicy(services: SubmitServices): Promise<void> {
  const { name, digest } = await services.policy.current();
  await register(services, { policy: { name, digest } });
}
