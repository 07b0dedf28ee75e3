import { areApproved } from '../../approvals/countersignature.ts';
import { evaluate, type PolicyAnswer, type PolicyQuestion } from '../../policy/evaluate.ts';
import { isInHours } from '../../policy/hours.ts';
import { fixedRule, minAgesOf, type Policy, type RequesterRelation } from '../../policy/policy.ts';
import { METHODS } from '../../proofing/methods.ts';
import { areProved, isSighted, type ProofCircumstances, type Sightings } from '../../proofing/proof.ts';
import { type AccountProfile, isContainment, mayRequest, subjectOf } from '../../registry/account.ts';
import { higherTier } from '../../registry/identity.ts';
import { assessRisk, onTopOf, type Risk } from '../../risk/assess-risk.ts';
import type { RiskFacts } from '../../risk/facts.ts';
import { counterUnreadable } from '../../risk/reported.ts';
import { UNUSUAL_VERIFIER, VERIFIER_OUT_OF_PLACE } from '../../risk/verifiers.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';
import { type DecisionContext, refuse } from '../state/decision.ts';
import { EMERGENCY_RULE, emergencyDemands } from '../state/emergency.ts';
import type { RecoveryEvent } from '../state/events.ts';
import { type Plan, planDigest } from '../state/plan.ts';
import { isPlanTooLarge, isTight } from '../state/size.ts';
import { isHeldUp, type Recovery, type StreamState } from '../state/state.ts';
import { isDrained, liveThreats } from '../state/warnings.ts';
import { EVERY_FACTOR, isEveryFactorAtOnce } from './factors.ts';
import { misfitOf } from './misfit.ts';
import { nobodyFor, withAnswerersOf } from './nobody.ts';
import { standingOf } from './standing.ts';

/** Only a policy version that two administrators adopted may make plans (rule 6): deploying a policy decides nothing. */
export const isAdopted = ({ policy, adopted }: DecisionContext): boolean => policy.digest === adopted;

export const notAdopted = ({ policy, adopted }: DecisionContext) =>
  refuse('policy-not-adopted', { deployed: policy.digest, adopted: adopted ?? 'none' });

/**
 * Makes the plan by today's policy and profile, and moves the recovery on: to denied, to proofing, or past it if the proofs and approvals
 * so far are enough.
 */
export function assess(recovery: Recovery, state: StreamState, context: DecisionContext): readonly RecoveryEvent[] {
  const profile = state.profile.current;
  if (profile === null) return [denied('the registry has no such account', 8)];
  if (isHeldUp(state, recovery.action)) return [denied('recoveries of this account are frozen', 10)];
  const plan = planFor(recovery, profile, { context, risk: riskOf(recovery, state, context) });
  if ('type' in plan) return [plan];
  if (isTight(state, recovery.action)) return [denied('too much of this account is under way at once', 4)];
  return planned(plan, recovery, { state, context });
}

/** Moves a recovery in proofing as far as it can go at once: it waits for nobody if nothing is missing. */
export function onwards(recovery: Recovery, state: StreamState, context: DecisionContext): readonly RecoveryEvent[] {
  const { now, policy } = context;
  const { plan } = recovery;
  const { proofs, countersignatures } = standingOf(recovery, state, context);
  if (plan === null || !areProved(plan.proofs, proofs, judgedAt(now, recovery, plan))) return [];
  const digest = planDigest(recovery.id, plan, recovery.proofs);
  const approved = areApproved(plan.approvals, countersignatures, digest);
  const settled = { settledAt: settledAt(state, policy, recovery), now };
  return [{ type: 'ProofingCompleted' }, ...(approved ? [approvalCompleted(plan, digest, settled)] : [])];
}

/**
 * The events that make the plan again when a verifier who has just confirmed is unusual or out of place, or their counters cannot be read: whoever approves
 * sees the signal, and policy may demand more (rule 10). Undefined when there is nothing new of that kind. INVARIANT: the plan is made under
 * its own policy; under another one it stays, and is void at execution.
 */
export function assessedAnew(
  recovery: Recovery,
  state: StreamState,
  context: DecisionContext,
): readonly RecoveryEvent[] | undefined {
  const { plan } = recovery;
  const profile = state.profile.current;
  if (plan === null || profile === null || plan.policy !== context.policy.digest) return undefined;
  const risk = riskOf(recovery, state, context);
  const known = plan.risk.signals.map(({ name }) => name);
  if (!risk.signals.some(({ name }) => OF_VERIFIER.includes(name) && !known.includes(name))) return undefined;
  const anew = planFor(recovery, profile, { context, risk });
  if ('type' in anew) return [anew];
  return planned(anew, recovery, { state, context });
}

/** The plan, whom it asks for in vain, and where it leads at once. */
function planned(
  plan: Plan,
  recovery: Recovery,
  { state, context }: { readonly state: StreamState; readonly context: DecisionContext },
): readonly RecoveryEvent[] {
  const nobody = nobodyFor(plan, recovery, withAnswerersOf(state, context.registry.people));
  const assessed: RecoveryEvent = { type: 'RecoveryAssessed', plan, ...(nobody.length > 0 && { nobody }) };
  return [assessed, ...onwards({ ...recovery, plan }, state, context)];
}

const OF_VERIFIER: readonly string[] = [UNUSUAL_VERIFIER, VERIFIER_OUT_OF_PLACE, counterUnreadable.name];

/** The circumstances for judging a recovery's proofs at a moment. */
export const judgedAt = (now: Instant, { channel }: Recovery, { barred, sightings }: Plan): ProofCircumstances => ({
  ...{ now, channel, barred, sightings },
});

/** Whether only a second verifier is missing: with one the plan would be proved, but rule 9 needs two here. */
export function needsSecondVerifier({ plan, status, proofs, channel }: Recovery, now: Instant): boolean {
  if (plan === null || status !== 'proofing' || plan.sightings === 1) return false;
  const isProvedBy = (sightings: Sightings) =>
    areProved(plan.proofs, proofs, { now, channel, barred: plan.barred, sightings });
  return isProvedBy(1) && !isProvedBy(plan.sightings);
}

/** The current moment, and when a change of the record will be old enough to rely on; null without a change. */
interface Settled {
  readonly now: Instant;
  readonly settledAt: Instant | null;
}

/**
 * Nothing is executed before the plan's cooling-off is over, nor before a changed record is as old as a contact must be (rules 6 and 8).
 */
export function approvalCompleted(plan: Plan, digest: string, { now, settledAt }: Settled): RecoveryEvent {
  const cooled = plusSeconds(now, plan.coolingOff);
  const executeNotBefore = settledAt !== null && settledAt > cooled ? settledAt : cooled;
  return { type: 'ApprovalCompleted', digest, executeNotBefore };
}

/**
 * The moment when every change that the recovery relies on is as old as a contact must be. A new manager matters only where the manager gave a
 * proof or a countersignature. Taking access away never waits (rule 10).
 */
export function settledAt(
  { changedAt, managerChangedAt }: StreamState,
  policy: Policy,
  recovery: Pick<Recovery, 'action' | 'proofs' | 'countersignatures'>,
): Instant | null {
  if (recovery.action === 'revoke-sessions') return null;
  const managed = leansOnManager(recovery) ? managerChangedAt : null;
  const last = changedAt === null || (managed !== null && managed > changedAt) ? managed : changedAt;
  return last === null ? null : plusSeconds(last, minAgesOf(policy).contact);
}

const leansOnManager = ({ proofs, countersignatures }: Pick<Recovery, 'proofs' | 'countersignatures'>): boolean =>
  proofs.some(({ method, outcome }) => outcome === 'verified' && METHODS[method].confirmedBy === 'manager') ||
  countersignatures.some(({ relations }) => relations.includes('manager'));

export type Denial = Extract<RecoveryEvent, { type: 'RecoveryDenied' }>;

/** A denial by a fixed rule of the product (rule 21). */
export const denied = (reason: string, rule: number): Denial => ({
  ...{ type: 'RecoveryDenied', reasons: [reason], rules: [fixedRule(rule)] },
});

/** A denial by the rules of the policy, or by rule 21 when none covers the request: then nobody would be accountable. */
const deniedBy = ({ reasons, rules }: Extract<PolicyAnswer, { verdict: 'deny' }>): Denial => ({
  ...{ type: 'RecoveryDenied', reasons, rules: rules.length === 0 ? [fixedRule(21)] : rules },
});

/**
 * Makes the same plan from the same facts: first to be countersigned, then, with the countersigned risk, to be executed. INVARIANT: the tier
 * of an earlier plan is a floor: people are asked for no less because a record was changed meanwhile.
 */
export function planFor(
  recovery: Recovery,
  registered: AccountProfile,
  { context, risk }: { readonly context: DecisionContext; readonly risk: Risk },
): Plan | Denial {
  const { policy, capabilities } = context;
  const { action, requester, subject, requestedSeconds } = recovery;
  if (isDrained(context.threats, context.now) && !isContainment(action)) return denied(DRAINED, 14);
  const profile = { ...registered, tier: higherTier(registered.tier, recovery.plan?.tier ?? null) };
  if (!mayRequest(profile, requester)) return denied('the requester may not ask for this account any more', 1);
  if (subjectOf(profile) !== subject) return denied('the account has another owner now', 3);
  const performs = Object.hasOwn(capabilities, profile.connector) ? capabilities[profile.connector] : undefined;
  if (performs === undefined) return denied(`this deployment has no connector \`${profile.connector}\``, 2);
  if (!performs.includes(action)) return denied(`connector \`${profile.connector}\` does not perform \`${action}\``, 2);
  const misfit = misfitOf(action, profile);
  if (misfit !== undefined) return denied(misfit.why, misfit.rule);
  if (isEveryFactorAtOnce(action, profile.tier, performs)) return denied(EVERY_FACTOR, 15);
  const answer = evaluate(policy, { ...questionOf(recovery, profile, context), risk: risk.score });
  if (answer.verdict === 'deny') return deniedBy(answer);
  const { account, kind, tier, environment, connector, target, directoryId } = profile;
  const { emergency } = recovery;
  const demands = emergency === null ? answer.demands : emergencyDemands(answer.demands);
  // INVARIANT: approvers countersign what the account opened when they were first asked; no later plan says more.
  const scope = recovery.plan === null ? context.scope : recovery.plan.scope;
  const plan: Plan = {
    ...demands,
    ...(emergency !== null && { incident: emergency.incident }),
    ...(scope !== undefined && { scope }),
    grant: Math.min(demands.grant, requestedSeconds ?? demands.grant),
    ...{
      account,
      action,
      kind,
      tier,
      environment,
      connector,
      target,
      directoryId,
      policy: policy.digest,
      rules: emergency === null ? answer.rules : [...answer.rules, EMERGENCY_RULE],
      risk,
    },
  };
  return isPlanTooLarge(plan) ? denied('the policy demands more at once than a plan may hold', 4) : plan;
}

/** What is granted now might outlive what ends it. */
export const DRAINED = 'the deployment is being taken away, and nothing is granted any more';

/** The risk of a recovery: from the account's history, reports and the counters across accounts, on top of the risk in its earlier plan. */
export function riskOf(recovery: Recovery, state: StreamState, context: DecisionContext): Risk {
  const { id, action, channel, desk, requester, agent, reason } = recovery;
  const { now, policy, declared, threats, campaign } = context;
  const found = assessRisk({
    ...{ now, action, channel, desk, requester, agent, reason, campaign, recovery: id },
    // Wrong answers in this recovery count like those in another.
    history: state.history.filter(({ recovery: of, what }) => of !== id || what === 'answer-wrong'),
    pushed: [...state.reported, ...declared],
    threats: [...liveThreats(state.threats, now), ...threats],
    inHours: areInHours(policy, recovery, now),
    sightings: sightingsOf(recovery, policy),
    isTicketUnread: context.ticket === 'unread',
  });
  return onTopOf(recovery.plan?.risk, found);
}

function sightingsOf({ proofs }: Recovery, { hours }: Policy): RiskFacts['sightings'] {
  const seen = proofs.filter((proof) => proof.outcome === 'verified' && isSighted(proof));
  return {
    elsewhere: seen.some((proof) => proof.elsewhere === true),
    outOfHours: seen.some(({ at }) => !isInHours(hours, at)),
  };
}

/** The question to the policy about a recovery. */
export function questionOf(
  recovery: Recovery,
  profile: AccountProfile,
  { policy, now }: DecisionContext,
): Omit<PolicyQuestion, 'risk'> {
  const { action, channel, desk } = recovery;
  const hours = areInHours(policy, recovery, now) ? 'in' : 'out';
  return { profile, action, channel, desk: desk ?? 'none', requester: relationOf(recovery, profile), hours, now };
}

/** In hours both at the opening and now: checked when the plan is made, and again at execution. */
const areInHours = ({ hours }: Pick<Policy, 'hours'>, { openedAt }: Recovery, now: Instant): boolean =>
  isInHours(hours, openedAt) && isInHours(hours, now);

function relationOf({ agent, requester }: Recovery, profile: AccountProfile): RequesterRelation {
  if (agent !== null) return 'on-behalf';
  return profile.owner === requester ? 'owner' : 'custodian';
}
