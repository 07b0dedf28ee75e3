import { evaluate } from '../policy/evaluate.ts';
import { areProved } from '../proofing/proof.ts';
import type { AccountProfile } from './account.ts';
import type { DecisionContext } from './decision.ts';
import type { RecoveryEvent } from './events.ts';
import type { Plan } from './plan.ts';
import type { Recovery } from './state.ts';

/**
 * The plan for a recovery by today's policy and today's profile, and with it where the recovery goes: denied, on to proofing, or past
 * it where the proofs given so far are enough.
 */
export function assess(
  recovery: Recovery,
  profile: AccountProfile | null,
  context: DecisionContext,
): readonly RecoveryEvent[] {
  const answer = profile === null ? null : planFor(recovery, profile, context);
  if (answer === null) return [{ type: 'RecoveryDenied', reasons: ['the registry has no such account'], rules: [] }];
  if ('type' in answer) return [answer];
  const assessed: RecoveryEvent = { type: 'RecoveryAssessed', plan: answer };
  return areProved(answer.proofs, recovery.proofs, context.now)
    ? [assessed, { type: 'ProofingCompleted' }]
    : [assessed];
}

export type Denial = Extract<RecoveryEvent, { type: 'RecoveryDenied' }>;

export function planFor(
  recovery: Recovery,
  profile: AccountProfile,
  { policy, capabilities }: DecisionContext,
): Plan | Denial {
  const { action, channel, requestedSeconds } = recovery;
  if (!capabilities[profile.connector]?.includes(action)) {
    return { type: 'RecoveryDenied', reasons: [`no connector performs \`${action}\` on this account`], rules: [] };
  }
  const answer = evaluate(policy, { profile, action, channel });
  if (answer.verdict === 'deny') return { type: 'RecoveryDenied', reasons: answer.reasons, rules: answer.rules };
  const { account, kind, tier, environment, connector, target } = profile;
  return {
    ...answer.demands,
    grant: Math.min(answer.demands.grant, requestedSeconds ?? answer.demands.grant),
    ...{ account, action, kind, tier, environment, connector, target, policy: policy.digest, rules: answer.rules },
  };
}
