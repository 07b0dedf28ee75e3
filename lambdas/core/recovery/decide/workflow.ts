import { areApproved } from '../../approvals/countersignature.ts';
import { areProved } from '../../proofing/proof.ts';
import type { AccountProfile } from '../../registry/account.ts';
import { flawOfScope, type Scope, type ScopeFlaw, scopeToKeep } from '../../registry/scope.ts';
import { derivedId, isSame } from '../../values/hash.ts';
import { plusSeconds } from '../../values/instant.ts';
import {
  assess,
  type Denial,
  DRAINED,
  denied,
  isAdopted,
  judgedAt,
  notAdopted,
  planFor,
  riskOf,
  settledAt,
} from '../assess/assess.ts';
import { raisedBy } from '../assess/directory-tier.ts';
import { isSightingSigned, STANDS_NO_MORE, standingOf } from '../assess/standing.ts';
import { longestOf } from '../state/by-hand.ts';
import type { WorkflowCommand } from '../state/commands.ts';
import { type Decision as Answer, accept, refuse } from '../state/decision.ts';
import type { RecoveryEvent, RevocationTrigger } from '../state/events.ts';
import { deadlineOf, halfOf, isGatePassed, stageOf } from '../state/life.ts';
import { type Plan, planDigest } from '../state/plan.ts';
import { sampleOf } from '../state/sample.ts';
import type { Situation } from '../state/situation.ts';
import { isHeldUp, type Recovery } from '../state/state.ts';
import { type TicketFinding, whyTicketForbids } from '../state/ticket.ts';

type Of<Type extends WorkflowCommand['type']> = Extract<WorkflowCommand, { type: Type }>;

/**
 * Decides commands of the workflow and the timers. Each is idempotent: when the ledger is ahead, no event is added. The timers can only end
 * grants.
 */
export function decideWorkflow(situation: Situation, command: WorkflowCommand): Answer {
  const { by } = situation.actor;
  const isTimer = by === 'schedule' || by === 'sweeper';
  if (by !== 'workflow' && !(isTimer && REVOCATION.includes(command.type)))
    return refuse('role-missing', { role: 'workflow' });
  switch (command.type) {
    case 'AssessRecovery':
      return assessOnce(situation, command);
    case 'OpenGate':
      // Whatever passes a waiting gate later is a commit of its own, and wakes the relay, which finds the token.
      return isGatePassed(situation.recovery, command.gate)
        ? accept({ type: 'GateOpened', gate: command.gate })
        : accept();
    case 'StartExecution':
      return startExecution(situation, command);
    case 'IssueGrant':
      return issueGrant(situation, command);
    case 'FailExecution':
      return failExecution(situation, command);
    case 'StartRevocation':
      return startRevocation(situation, command);
    case 'ReportRevocationOverdue':
      return reportOverdue(situation, command);
    case 'ConfirmRevocation':
      return confirmRevocation(situation, command);
    case 'ExpireStage':
      return expireStage(situation);
    case 'CloseRecovery':
      return close(situation);
  }
}

const REVOCATION: readonly string[] = ['StartRevocation', 'ReportRevocationOverdue', 'ConfirmRevocation'];

function assessOnce(read: Situation, command: Of<'AssessRecovery'>): Answer {
  const { obstacle, directoryTier, scope, ticket } = command;
  const asked = withTicket(read, ticket);
  const found = { ...asked, context: { ...asked.context, scope } };
  const { recovery, context } = found;
  if (recovery.status !== 'opened') return accept();
  if (!isAdopted(context)) return notAdopted(context);
  const raised = raisedBy(directoryTier, found);
  const forbidden = whyTicketForbids(ticket ?? null);
  if (forbidden !== undefined) return accept(...raised.events, denied(forbidden, 7));
  const events = assessed(raised.situation).map((event) => withLastingId(event, command));
  const isDenied = events.some(({ type }) => type === 'RecoveryDenied');
  // A policy's denial comes first: a requester who may not ask learns nothing about the directory.
  return accept(...raised.events, ...(obstacle === undefined || isDenied ? events : [obstructed(obstacle)]));
}

/** The plan's event with the id by which a moved ticket is still found: whoever opened by hand typed only the one that people read. */
const withLastingId = (event: RecoveryEvent, { lastingId }: Of<'AssessRecovery'>): RecoveryEvent =>
  event.type === 'RecoveryAssessed' && lastingId !== undefined ? { ...event, lastingId } : event;

const withTicket = (found: Situation, ticket: TicketFinding | undefined): Situation => ({
  ...found,
  context: { ...found.context, ticket },
});

const obstructed = (obstacle: string): Denial => denied(`the directory cannot do it now: \`${obstacle}\``, 2);

const assessed = ({ recovery, state, context }: Situation) => assess(recovery, state, context);

/**
 * INVARIANT: a plan is executed only if today's policy makes the same plan from today's profile, its proofs still hold, and enough
 * countersignatures have exactly its digest (rules 2 and 3). Otherwise the plan is void and people are asked again. A plan that was approved
 * only after the directory was to be read waits for the next attempt, which reads it.
 */
function startExecution(read: Situation, command: Of<'StartExecution'>): Answer {
  const { obstacle, directoryTier, scope, ticket } = command;
  const found = withTicket(read, ticket);
  const { recovery, context } = found;
  const { plan, status, executeNotBefore } = recovery;
  if (['executing', 'granted', 'revoking', 'revocation-overdue', 'revoked', 'reviewing'].includes(status))
    return accept();
  if (plan === null || status !== 'approved' || directoryTier === undefined) return refuse('plan-not-held', { status });
  if (executeNotBefore === null || context.now < executeNotBefore) return refuse('not-due', { executeNotBefore });
  if (!isAdopted(context)) return notAdopted(context);
  const digest = planDigest(recovery.id, plan, recovery.proofs);
  const { situation, events } = raisedBy(directoryTier, found);
  // There is no grant yet: a recovery that ends here has changed nothing and needs no revocation.
  const forbidden = whyTicketForbids(ticket ?? null);
  if (forbidden !== undefined) return accept(...events, denied(forbidden, 7));
  const cause = whyPlanIsVoid(situation, digest);
  if (cause !== undefined) return accept(...events, { type: 'PlanVoided', cause }, ...assessed(situation));
  if (obstacle !== undefined) return accept(...events, obstructed(obstacle));
  const flaw = whyTooWide(plan, scope);
  if (flaw !== undefined) return accept(...events, flaw);
  const expiresAt = plusSeconds(context.now, longestOf(plan));
  const sample = sampleOf(recovery, plan, { digest, nonce: context.newId });
  return accept(...events, {
    type: 'ExecutionStarted',
    digest,
    grant: derivedId('grant', recovery.id, digest),
    expiresAt,
    sample,
  });
}

/** Whoever countersigned read what the account opens: it is not executed for one that opens more now (rule 15). */
function whyTooWide(plan: Plan, now: Scope | undefined): Denial | undefined {
  const before = scopeToKeep(plan);
  const flaw = before === undefined ? undefined : flawOfScope(now, before);
  return flaw === undefined ? undefined : denied(TOO_WIDE[flaw], 15);
}

const TOO_WIDE: Readonly<Record<ScopeFlaw, string>> = {
  'scope-wider': 'the account opens more now than its approvers read: `scope-wider`',
  'scope-unreadable': 'the directory does not say any more what the account opens: `scope-unreadable`',
};

function whyPlanIsVoid(situation: Situation, digest: string): string | undefined {
  const { recovery, state, context } = situation;
  const { plan } = recovery;
  const profile = state.profile.current;
  if (plan === null || profile === null) return 'the account is not registered any more';
  if (plan.policy !== context.policy.digest) return 'the policy has changed';
  if (isHeldUp(state, recovery.action)) return 'recoveries of this account are frozen';
  const today = planFor(recovery, profile, { context, risk: plan.risk });
  if ('reasons' in today && today.reasons.includes(DRAINED)) return DRAINED;
  if (!isSame(today, plan))
    return 'tier' in today && today.tier !== plan.tier ? HIGHER_TIER : 'the account has changed';
  if (hasRiskRisen(situation, plan, profile)) return 'what is known of the risk demands more now';
  const { proofs, countersignatures } = standingOf(recovery, state, context);
  // What stands no more is said first: it rings.
  const signed = plan.statements ? proofs.filter((one) => isSightingSigned(one, context.registry.statements)) : proofs;
  if (!areProved(plan.proofs, signed, judgedAt(context.now, recovery, plan))) return STANDS_NO_MORE.proofs;
  if (!areApproved(plan.approvals, countersignatures, digest)) return STANDS_NO_MORE.countersignatures;
  const settled = settledAt(state, context.policy, recovery);
  return settled !== null && context.now < settled ? 'the record of the account was changed lately' : undefined;
}

/** INVARIANT: a plan that is made again has at least the tier of the one before, so another tier is a higher one. */
const HIGHER_TIER = 'the account has a higher tier now';

/** Risk only adds: new signals are added to those that the approvers saw, and fewer signals change nothing. */
function hasRiskRisen({ recovery, state, context }: Situation, plan: Plan, profile: AccountProfile): boolean {
  const { score } = riskOf(recovery, state, context);
  if (score <= plan.risk.score) return false;
  const stricter = planFor(recovery, profile, { context, risk: { ...plan.risk, score } });
  return !isSame({ ...stricter, risk: plan.risk }, plan);
}

function issueGrant({ recovery }: Situation, command: Of<'IssueGrant'>): Answer {
  const { grant, status } = recovery;
  if (grant === null || grant.id !== command.grant) return refuse('grant-mismatch');
  if (grant.reference !== null) return accept();
  if (status !== 'executing') return refuse('wrong-status', { status });
  const { reference, claimable, evidence } = command;
  return accept({ type: 'GrantIssued', reference, claimable, evidence });
}

function failExecution({ recovery }: Situation, command: Of<'FailExecution'>): Answer {
  if (recovery.stopped || recovery.status !== 'executing') return accept();
  return accept({ type: 'ExecutionFailed', code: command.code });
}

/** Due when the grant has expired, or at once after a stop or a failure. */
function startRevocation({ recovery, context }: Situation, command: Of<'StartRevocation'>): Answer {
  const { status, grant, stopped } = recovery;
  if (['revoking', 'revocation-overdue', 'revoked', 'reviewing'].includes(status)) return accept();
  if (grant === null) return refuse('wrong-status', { status });
  if (!stopped && context.now < grant.expiresAt) return refuse('not-due', { expiresAt: grant.expiresAt });
  return accept({ type: 'RevocationStarted', trigger: whyRevoked(recovery) ?? command.trigger });
}

/** A stop or a failure is the trigger, whoever calls; undefined when the grant's time was over. */
function whyRevoked({ stopped, grant }: Recovery): RevocationTrigger | undefined {
  if (!stopped) return undefined;
  return grant?.reference === null ? 'failure' : 'stop';
}

function reportOverdue({ recovery }: Situation, command: Of<'ReportRevocationOverdue'>): Answer {
  return recovery.status === 'revoking' ? accept({ type: 'RevocationOverdue', code: command.code }) : accept();
}

function confirmRevocation({ recovery }: Situation, command: Of<'ConfirmRevocation'>): Answer {
  const { status } = recovery;
  if (status === 'revoked' || status === 'reviewing') return accept();
  if (status !== 'revoking' && status !== 'revocation-overdue') return refuse('wrong-status', { status });
  return accept({ type: 'RevocationConfirmed', evidence: command.evidence });
}

/** A timeout is only a claim; the ledger's own clock decides whether half of the window is over, or all of it. */
function expireStage({ recovery, context }: Situation): Answer {
  const stage = stageOf(recovery);
  const [half, deadline] = [halfOf(recovery), deadlineOf(recovery)];
  const isOver = deadline !== null && context.now >= deadline;
  const isHalf = half !== null && context.now >= half;
  if (stage === undefined || !(isOver || isHalf)) return refuse('not-due', { status: recovery.status });
  if (recovery.reviewer !== null) return accept();
  if (!isOver) return recovery.halfAt === null ? accept({ type: 'StageHalfPassed', stage }) : accept();
  return accept(stage === 'review' ? { type: 'ReviewOverdue' } : { type: 'RecoveryExpired', stage });
}

function close({ recovery }: Situation): Answer {
  const { status, reviewer } = recovery;
  if (status === 'revoked' || (status === 'reviewing' && reviewer !== null)) return accept({ type: 'RecoveryClosed' });
  return refuse('wrong-status', { status });
}
