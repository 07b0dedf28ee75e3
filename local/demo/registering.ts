import type { ProposedProfile } from '../../lambdas/app/people/registry.ts';
import { DEMO_ADMINS } from '../directory/people.ts';
import { CONFIRMATIONS, signedConfirmation } from '../signing/passkeys.ts';
import { accepted, as, type Stage } from './stage.ts';

/** Two administrators register an account: one proposes it, and the other signs that it is confirmed. */
export async function isRegistered(stage: Stage, about: string, profile: ProposedProfile): Promise<void> {
  const [proposer, confirmer] = DEMO_ADMINS;
  const proposing = as(stage, proposer).post('/registry/proposals', { profile });
  const proposed = await accepted(stage, { about, who: proposer, did: `proposes ${profile.account}` }, proposing);
  const said = { stream: profile.account, digest: String(proposed['digest']) };
  const confirming = as(stage, confirmer).post(CONFIRMATIONS, signedConfirmation(stage, confirmer, said));
  await accepted(stage, { about, who: confirmer, did: 'signs that the account is confirmed' }, confirming);
}
