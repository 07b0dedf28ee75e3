import { submit } from '../../lambdas/app/ledger/submit.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import type { AccountProfile } from '../../lambdas/core/registry/account.ts';
import { adoptPolicy } from './adopt.ts';
import { present, REF } from './execution-world.ts';
import { ACTORS, anEnvelope, anOpenRecovery, aProfile } from './fixtures.ts';
import { relayWorld } from './relay-world.ts';

/** Jane's account is registered and her recovery open; nothing else has happened. */
export async function openedWorld(over: Partial<AccountProfile> = {}) {
  const world = relayWorld();
  await adoptPolicy(world.submitting);
  const about = { recovery: null };
  const proposed = await submit(
    world.submitting,
    anEnvelope({ type: 'ProposeProfile', profile: aProfile(over) }, { ...about, actor: ACTORS.admin }),
  );
  const digest = present(proposed.state.profile.proposal).digest;
  await submit(
    world.submitting,
    anEnvelope({ type: 'ConfirmProposal', digest }, { ...about, actor: ACTORS.secondAdmin }),
  );
  await submit(world.submitting, anEnvelope(anOpenRecovery()));
  return world;
}

export const assessed = async (world: Awaited<ReturnType<typeof openedWorld>>) =>
  step(world.submitting, REF, { type: 'AssessRecovery' });
