import { submit } from '../../lambdas/app/ledger/submit.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import type { AccountProfile } from '../../lambdas/core/registry/account.ts';
import { adoptPolicy } from './adopt.ts';
import { REF } from './execution-world.ts';
import { anEnvelope, anOpenRecovery, aProfile } from './fixtures.ts';
import { register } from './register.ts';
import { relayWorld } from './relay-world.ts';

/** Jane's account is registered and her recovery open; nothing else has happened. */
export async function openedWorld(over: Partial<AccountProfile> = {}) {
  const world = relayWorld();
  await adoptPolicy(world.submitting);
  await register(world.submitting, { profile: aProfile(over) });
  await submit(world.submitting, anEnvelope(anOpenRecovery()));
  return world;
}

export const assessed = async (world: Awaited<ReturnType<typeof openedWorld>>) =>
  step(world.submitting, REF, { type: 'AssessRecovery', directoryTier: null });
