import { GRACE_SECONDS, type RecoveryRef, type Timers } from '../../contract/workflow.ts';
import { peopleToRecheck, wasApproved } from '../../core/recovery/assess/standing.ts';
import { mayBeHeld } from '../../core/recovery/evolve/supersede.ts';
import type { Left } from '../../core/recovery/state/aftermath.ts';
import type { RevocationTrigger } from '../../core/recovery/state/events.ts';
import type { Grant } from '../../core/recovery/state/grant.ts';
import type { Plan } from '../../core/recovery/state/plan.ts';
import { findRecovery, type Recovery, type StreamState } from '../../core/recovery/state/state.ts';
import { directoryIdentity } from '../../core/registry/identity.ts';
import { type Instant, plusSeconds } from '../../core/values/instant.ts';
import type { Connector, ConnectorRequest, Evidence, Performed } from '../../ports/connector.ts';
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
import { findBefore, holderOf, OBSTACLE_OF } from './directory-identity.ts';
import { recoveryAfter, step, stepEnvelope, TaskError, timersFor } from './workflow-step.ts';

export interface ExecutionServices extends PlanningServices {
  /** Throws `AdapterError` `connector-unknown`, not retryable, for a connector that the deployment does not have, or no longer has. */
  readonly connectorOf: (name: string) => Connector;
  readonly boxes: SweptBoxes;
  readonly timer: RevocationTimer;
  readonly dueGrants: DueGrants;
}

/**
 * The same for a revocation that the directory has accepted and is carrying out, such as the rotation of a secret: it is pending and not
 * overdue for so long. The one-time schedule has then made the last of its attempts.
 */
export const RUNNING_SECONDS = 180;

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
  if (recovery.status !== 'executing') return timersFor(services, recovery);
  if (recovery.grant?.supersededBy != null) return fail(services, ref, 'superseded');
  await verifyRecovery(services.ledger, ref.account, ref.recovery);
  // What this call has just begun was looked at for that; what another began, or somebody wrote by hand, is looked at now.
  if (tipAfter(issuing) === undefined && !(await isCountersigned(services, ref, issuing.state)))
    return fail(services, ref, 'not-countersigned');
  if (recovery.emergency !== null && !(await isDeclared(services, recovery.emergency)))
    return fail(services, ref, 'incident-undeclared');
  if (!(await isConfirmed(services, ref, issuing.state))) return fail(services, ref, 'registry-unsigned');
  const order = whatToDo(issuing.state, recovery);
  const { request } = order;
  await services.dueGrants.note({ ...ref, connector: order.connector, expiresAt: request.expiresAt });
  await services.timer.arm(ref, plusSeconds(request.expiresAt, GRACE_SECONDS));
  const performed = await perform(services, ref, { ...order, isSame });
  if (performed.state === 'pending') throw new TaskError('pending', `${order.connector} has not finished`);
  const { credential, reference, evidence } = performed;
  if (credential !== undefined) await services.boxes.put(request.grant, credential, request.expiresAt);
  const claimable = credential !== undefined;
  const issue = { type: 'IssueGrant', grant: request.grant, reference, claimable, evidence } as const;
  const issued = await step(services, ref, issue, { known: tipAfter(issuing) });
  if (issued.refusal !== null) await takeBack(services, order);
  return timersFor(services, recoveryAfter(issued, ref));
}

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
  const people = recovery === undefined ? [] : peopleToRecheck(recovery);
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
  const evidence = await ended(services, order, recovery).catch(async (error: unknown) => {
    if (isOverdue(order.request.expiresAt, services.surroundings.now(), error)) {
      const code = error instanceof AdapterError ? error.code : error instanceof TaskError ? error.name : 'unexpected';
      await step(services, ref, { type: 'ReportRevocationOverdue', code }, { by });
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
 * belongs to the newer grant.
 */
async function ended(services: ExecutionServices, order: Order, { grant }: Recovery): Promise<Evidence> {
  const supersededBy = grant?.supersededBy ?? null;
  if (supersededBy === null) return takeBack(services, order);
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
  if (isRunning === true) throw new StillRunning('notGone', `${connector.name} is still revoking`);
  throw new TaskError('notGone', `${connector.name} still sees the grant`);
}

/** Access is not gone yet, because an accepted revocation is still being carried out. */
class StillRunning extends TaskError {}

/** Whether a grant whose revocation has ended in this error is overdue. */
export const isOverdue = (expiresAt: Instant, now: Instant, error: unknown): boolean =>
  now > plusSeconds(expiresAt, error instanceof StillRunning ? RUNNING_SECONDS : GRACE_SECONDS);

async function finish(services: ExecutionServices, ref: RecoveryRef, recovery: Recovery): Promise<Timers> {
  await services.timer.disarm(ref);
  await services.dueGrants.clear(ref.recovery);
  return timersFor(services, recovery);
}

/** A request and the connector that it is for. */
interface Order {
  readonly connector: string;
  readonly request: ConnectorRequest;
}

function whatToDo({ left }: StreamState, { plan, grant, stopped }: Recovery): Order {
  const { action, target, connector, directoryId } = present(plan);
  const { id, expiresAt, claim, supersedes, passwordVersion } = present(grant);
  const repudiated = stopped && claim !== null;
  const issued = mayBeHeld(present(grant));
  return {
    connector,
    request: {
      ...{ action, target, directoryId, grant: id, expiresAt, issued, repudiated, supersedes },
      ...(passwordVersion === null ? {} : { passwordVersion }),
      ...leftOf(left, { connector, directoryId }),
    },
  };
}

// INVARIANT: `evolve` gives every executing recovery a plan and a grant; a state without them has another origin.
function present<Value extends Plan | Grant>(value: Value | null): Value {
  if (value === null) throw new AdapterError('state-incomplete', { retryable: false });
  return value;
}

/** The state of this directory entry after our last revocation, for the connector. */
export const leftOf = (
  left: Left | null,
  place: Parameters<typeof directoryIdentity>[0],
): { readonly left?: Evidence } =>
  left?.identity === directoryIdentity(place) ? { left: left.evidence as Evidence } : {};
