import { LEAD_SECONDS, type RecoveryRef, type Timers } from '../../contract/workflow.ts';
import { peopleToRecheck, wasApproved } from '../../core/recovery/assess/standing.ts';
import { workersIn } from '../../core/recovery/assess/work.ts';
import { isByHand } from '../../core/recovery/state/by-hand.ts';
import type { RevocationTrigger } from '../../core/recovery/state/events.ts';
import type { Grant } from '../../core/recovery/state/grant.ts';
import { findRecovery, type Recovery, type StreamState } from '../../core/recovery/state/state.ts';
import type { Connector, Evidence, Performed } from '../../ports/connector.ts';
import type { RevocationTimer } from '../../ports/effects.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { SweptBoxes } from '../../ports/secret.ts';
import type { DueGrants } from '../../ports/workspace.ts';
import { findUnconfirmed } from '../ledger/confirmations.ts';
import { isDeclared } from '../ledger/duty-statements.ts';
import { registryFacts } from '../ledger/registry-facts.ts';
import { type PlanningServices, tipAfter } from '../ledger/submit.ts';
import { verifyRecovery } from '../ledger/verified.ts';
import { log } from '../log.ts';
import { WorkAwaited, WorkUnsigned, workDue, workOf } from './by-hand.ts';
import { findBefore, holderOf, OBSTACLE_OF } from './directory-identity.ts';
import { type Order, orderWith, whatToDo } from './order.ts';
import { isOverdue, StillRunning } from './overdue.ts';
import { whyTooWide } from './scope.ts';
import { recoveryAfter, step, stepEnvelope, TaskError, timersFor } from './workflow-step.ts';

export interface ExecutionServices extends PlanningServices {
  /** Throws `AdapterError` `connector-unknown`, not retryable, for a connector that the deployment does not have, or no longer has. */
  readonly connectorOf: (name: string) => Connector;
  readonly boxes: SweptBoxes;
  readonly timer: RevocationTimer;
  readonly dueGrants: DueGrants;
  /** Lets so many milliseconds pass. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/**
 * Executes the countersigned plan. A crash can follow any line: the ledger records the start before anything happens, the end is scheduled
 * before the grant exists, and each step continues from an earlier attempt. A grant that the ledger refuses, because its time was over
 * meanwhile, is revoked. Throws `LedgerCorrupt`, before any effect, when a commit since the opening of the recovery fails verification.
 */
export async function executeRecovery(services: ExecutionServices, ref: RecoveryRef): Promise<Timers> {
  const { isSame, tip, ...found } = await findBefore(services, ref);
  const start = { type: 'StartExecution', ...found } as const;
  const issuing = await step(services, ref, start, { known: tip });
  const recovery = recoveryAfter(issuing, ref);
  if (['proofing', 'approving', 'approved'].includes(recovery.status))
    throw new TaskError('planVoided', 'the plan holds no more');
  if (recovery.stopped) throw new TaskError('executionFailed', 'stopped');
  if (recovery.status !== 'executing') return held(services, ref, recovery);
  if (recovery.grant?.supersededBy != null) return fail(services, ref, 'superseded');
  await verifyRecovery(services.ledger, ref.account, ref.recovery);
  // What this call has just begun was looked at for that; what another began, or somebody wrote by hand, is looked at now.
  if (tipAfter(issuing) === undefined && !(await isCountersigned(services, ref, issuing.state)))
    return fail(services, ref, 'not-countersigned');
  if (recovery.emergency !== null && !(await isDeclared(services, recovery.emergency, services.surroundings.now())))
    return fail(services, ref, 'incident-undeclared');
  if (!(await isConfirmed(services, ref, issuing.state))) return fail(services, ref, 'registry-unsigned');
  const work = await workOf(services, ref, { state: issuing.state, stage: 'perform' }).catch(onUnsigned(services, ref));
  const order = orderWith(whatToDo(issuing.state, recovery), work);
  const { request } = order;
  await arm(services, ref, { connector: order.connector, expiresAt: request.expiresAt });
  const performed = await perform(services, ref, { ...order, isSame });
  if (performed.state === 'pending') return await unfinished(services, ref, { order, recovery });
  // Nobody has it yet, and the failed grant is revoked.
  const tooWide = await whyTooWide(services, recovery);
  if (tooWide !== undefined) return fail(services, ref, tooWide);
  const { credential, reference, evidence } = performed;
  if (credential !== undefined) await services.boxes.put(request.grant, credential, request.expiresAt);
  const claimable = credential !== undefined;
  const issue = { type: 'IssueGrant', grant: request.grant, reference, claimable, evidence } as const;
  const issued = await step(services, ref, issue, { known: tipAfter(issuing) });
  // What was done by hand people undo by hand.
  if (issued.refusal !== null && work === undefined) await takeBack(services, order);
  return held(services, ref, recoveryAfter(issued, ref));
}

/** Each of these ends a grant by itself: the queue of the sweeper, and the one-time schedule. */
async function arm(
  services: ExecutionServices,
  ref: RecoveryRef,
  { connector, expiresAt }: Pick<Order, 'connector'> & Pick<Grant, 'expiresAt'>,
): Promise<void> {
  await services.dueGrants.note({ ...ref, connector, expiresAt });
  await services.timer.arm(ref, expiresAt);
}

/** The timers of what was given. Work by hand had time before its grant began: its end comes earlier than was armed before that. */
async function held(services: ExecutionServices, ref: RecoveryRef, recovery: Recovery): Promise<Timers> {
  const { plan, grant, status } = recovery;
  if (isByHand(recovery) && plan !== null && grant !== null && status === 'granted')
    await arm(services, ref, { connector: plan.connector, expiresAt: grant.expiresAt });
  return timersFor(services, recovery);
}

/** A connector goes on; people are asked, until their time is over. */
async function unfinished(
  services: ExecutionServices,
  ref: RecoveryRef,
  { order, recovery }: { readonly order: Order; readonly recovery: Recovery },
): Promise<never> {
  if (!isByHand(recovery)) throw new TaskError('pending', `${order.connector} has not finished`);
  const until = workDue(recovery);
  if (services.surroundings.now() >= until) return fail(services, ref, 'work-late');
  throw new WorkAwaited(until);
}

const onUnsigned =
  (services: ExecutionServices, ref: RecoveryRef) =>
  (error: unknown): Promise<never> => {
    if (error instanceof WorkUnsigned) return fail(services, ref, 'work-unsigned');
    throw error;
  };

/** Verifies again what every approver signed, against the passkeys of today. */
async function isCountersigned(services: ExecutionServices, ref: RecoveryRef, state: StreamState): Promise<boolean> {
  const recovery = findRecovery(state, ref.recovery);
  const envelope = stepEnvelope(services, ref, { type: 'StartExecution' });
  const now = services.surroundings.now();
  const [policy, { statements, delegations }] = await Promise.all([
    services.policy.current(),
    registryFacts(services, { envelope, state, now }),
  ]);
  return recovery !== undefined && wasApproved(recovery, state.profile.current, { policy, statements, delegations });
}

/** Whether people confirmed, and signed, the records that this execution depends on: of the account, of whoever signed for it, and the policy. */
async function isConfirmed(services: ExecutionServices, ref: RecoveryRef, state: StreamState): Promise<boolean> {
  const recovery = findRecovery(state, ref.recovery);
  const people = recovery === undefined ? [] : [...peopleToRecheck(recovery), ...workersIn(recovery)];
  const policy = recovery?.plan?.policy ?? '';
  const found = await findUnconfirmed(services, { account: ref.account, state, people, policy });
  if (found !== undefined) log('error', 'a record was confirmed without its people', { ...found });
  return found === undefined;
}

async function perform(
  services: ExecutionServices,
  ref: RecoveryRef,
  { connector, request, isSame }: Order & { readonly isSame: boolean },
): Promise<Performed> {
  try {
    const holder = isSame ? 'same' : await holderOf(services, { connector, ...request });
    if (holder !== 'same') return await fail(services, ref, OBSTACLE_OF[holder]);
    return await services.connectorOf(connector).perform(request);
  } catch (error) {
    if (!(error instanceof AdapterError) || error.retryable) throw error;
    return fail(services, ref, error.code);
  }
}

async function fail(services: ExecutionServices, ref: RecoveryRef, code: string): Promise<never> {
  await step(services, ref, { type: 'FailExecution', code });
  throw new TaskError('executionFailed', code);
}

const BY = {
  workflow: 'workflow',
  stop: 'workflow',
  failure: 'workflow',
  schedule: 'schedule',
  sweeper: 'sweeper',
} as const;

/** Waits for the end of a grant, for a call of the schedule that came a little before. One that came long before is refused by the ledger. */
export async function awaitDue(
  { surroundings, pause }: Pick<ExecutionServices, 'surroundings' | 'pause'>,
  due: string,
): Promise<void> {
  const left = Date.parse(due) - Date.parse(surroundings.now());
  if (left > 0 && left <= LEAD_SECONDS * 1000) await pause(left);
}

/**
 * Ends a grant: revokes it, reads back that it is gone, and only then records this. Called by the workflow, by the one-time schedule and by
 * the sweeper; each alone is enough, and the others then find it done.
 */
export async function revokeGrant(
  services: ExecutionServices,
  ref: RecoveryRef,
  trigger: RevocationTrigger,
): Promise<Timers> {
  const by = BY[trigger];
  const started = await step(services, ref, { type: 'StartRevocation', trigger }, { by });
  const recovery = recoveryAfter(started, ref);
  if (recovery.status !== 'revoking' && recovery.status !== 'revocation-overdue')
    return finish(services, ref, recovery);
  const order = whatToDo(started.state, recovery);
  const evidence = await ended(services, ref, { order, state: started.state }).catch(async (error: unknown) => {
    if (isOverdue(order.request.expiresAt, services.surroundings.now(), error)) {
      await step(services, ref, { type: 'ReportRevocationOverdue', code: codeOf(error) }, { by });
    }
    throw error;
  });
  const confirmed = await step(
    services,
    ref,
    { type: 'ConfirmRevocation', evidence },
    { by, known: tipAfter(started) },
  );
  return finish(services, ref, recoveryAfter(confirmed, ref));
}

/**
 * Revokes a grant and returns what was read back. INVARIANT: for a superseded grant only the box is destroyed; the access in the directory
 * belongs to the newer grant. What has no API people take back: a grant there has ended when two of them say so.
 */
async function ended(
  services: ExecutionServices,
  ref: RecoveryRef,
  { order, state }: { readonly order: Order; readonly state: StreamState },
): Promise<Evidence> {
  const recovery = findRecovery(state, ref.recovery);
  const supersededBy = recovery?.grant?.supersededBy ?? null;
  if (supersededBy === null) {
    const work = await workOf(services, ref, { state, stage: 'revoke' });
    if (work === undefined && recovery !== undefined && isByHand(recovery)) throw new WorkAwaited(workDue(recovery));
    return takeBack(services, orderWith(order, work));
  }
  await services.boxes.destroy(order.request.grant);
  return { supersededBy };
}

async function takeBack(services: ExecutionServices, { connector: name, request }: Order): Promise<Evidence> {
  await services.boxes.destroy(request.grant);
  const connector = services.connectorOf(name);
  // INVARIANT: nobody else's access is taken away. People must then find the grant's effect by the directory's id.
  if (connector.findsById !== true && (await holderOf(services, { connector: name, ...request })) === 'another')
    throw new TaskError('notGone', `the name leads to somebody else now: ${OBSTACLE_OF.another}`);
  await connector.revoke(request);
  const { gone, isRunning, evidence } = await connector.verifyGone(request);
  if (gone) return evidence;
  if (isRunning === true) throw new StillRunning(connector.name, request.action);
  throw new TaskError('notGone', `${connector.name} still sees the grant`);
}

/** What an end that failed is reported as. */
function codeOf(error: unknown): string {
  if (error instanceof AdapterError) return error.code;
  return error instanceof TaskError ? error.name : 'unexpected';
}

async function finish(services: ExecutionServices, ref: RecoveryRef, recovery: Recovery): Promise<Timers> {
  await services.timer.disarm(ref);
  await services.dueGrants.clear(ref.recovery);
  return timersFor(services, recovery);
}
