import type { PolicyQuestion } from '../policy/evaluate.ts';
import { isInHours } from '../policy/hours.ts';
import type { RequesterRelation } from '../policy/policy.ts';
import type { AccountProfile } from '../registry/account.ts';
import { assessRisk, onTopOf, type Risk } from '../risk/assess-risk.ts';
import type { DecisionContext } from './decision.ts';
import type { Recovery, StreamState } from './state.ts';

/**
 * The risk of a recovery: by the account's own history, what was reported, and the counters across accounts, on top of what its plan was
 * made with.
 */
export function riskOf(recovery: Recovery, state: StreamState, context: DecisionContext): Risk {
  const { id, action, channel, desk, requester, agent, reason } = recovery;
  const { now, policy, declared, campaign } = context;
  const found = assessRisk({
    ...{ now, action, channel, desk, requester, agent, reason, campaign, recovery: id },
    // What was guessed at in this recovery says as much as in another.
    history: state.history.filter(({ recovery: of, what }) => of !== id || what === 'answer-wrong'),
    pushed: [...state.reported, ...declared],
    inHours: isInHours(policy.hours, recovery.openedAt),
  });
  return onTopOf(recovery.plan?.risk, found);
}

/** What policy is asked about a recovery. */
export function questionOf(
  recovery: Recovery,
  profile: AccountProfile,
  { policy, now }: DecisionContext,
): Omit<PolicyQuestion, 'risk'> {
  const { action, channel, desk, openedAt } = recovery;
  const hours = isInHours(policy.hours, openedAt) ? 'in' : 'out';
  return { profile, action, channel, desk: desk ?? 'none', requester: relationOf(recovery, profile), hours, now };
}

function relationOf({ agent, requester }: Recovery, profile: AccountProfile): RequesterRelation {
  if (agent !== null) return 'on-behalf';
  return profile.owner === requester ? 'owner' : 'custodian';
}
