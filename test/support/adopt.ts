import { type SubmitServices, submit } from '../../lambdas/app/ledger/submit.ts';
import { POLICY_STREAM } from '../../lambdas/core/registry/adoption.ts';
import { ACTORS, anEnvelope } from './fixtures.ts';

/** Two administrators adopt the policy that is deployed. */
export async function adoptPolicy(services: SubmitServices): Promise<void> {
  const { name, digest } = await services.policy.current();
  const about = { stream: POLICY_STREAM, recovery: null };
  const command = { type: 'ProposePolicy', adoption: { name, digest } } as const;
  const { state } = await submit(services, anEnvelope(command, { ...about, actor: ACTORS.admin }));
  const proposal = state.policy.proposal?.digest ?? '';
  await submit(
    services,
    anEnvelope({ type: 'ConfirmProposal', digest: proposal }, { ...about, actor: ACTORS.secondAdmin }),
  );
}
