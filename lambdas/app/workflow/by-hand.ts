import type { RecoveryRef } from '../../contract/workflow.ts';
import { type WorkDone, workDone } from '../../core/recovery/assess/work.ts';
import { isByHand, workUntil } from '../../core/recovery/state/by-hand.ts';
import { findRecovery, type Recovery, type StreamState } from '../../core/recovery/state/state.ts';
import type { WorkStage } from '../../core/recovery/state/work.ts';
import type { Instant } from '../../core/values/instant.ts';
import { registryFacts } from '../ledger/registry-facts.ts';
import type { PlanningServices } from '../ledger/submit.ts';
import { log } from '../log.ts';
import { stepEnvelope, TaskError } from './workflow-step.ts';

/** What is done by hand is not confirmed yet, and there is time until then: the workflow waits at its gate. */
export class WorkAwaited extends TaskError {
  readonly until: Instant;

  constructor(until: Instant) {
    super('work', `people have until ${until} for the work`);
    this.until = until;
  }
}

/** The ledger says that two people did and confirmed the work, and one of their statements does not hold. */
export class WorkUnsigned extends TaskError {
  constructor() {
    super('notGone', 'what the ledger says of the work was not signed by two operators');
  }
}

/**
 * The work of a stage, whose two statements are verified again now, with today's records; undefined before it is confirmed, and for every
 * recovery that a connector performs. Throws `WorkUnsigned`.
 */
export async function workOf(
  services: PlanningServices,
  ref: RecoveryRef,
  { state, stage }: { readonly state: StreamState; readonly stage: WorkStage },
): Promise<WorkDone | undefined> {
  const recovery = findRecovery(state, ref.recovery);
  if (recovery === undefined || !isByHand(recovery)) return undefined;
  const command =
    stage === 'perform'
      ? ({ type: 'StartExecution' } as const)
      : ({ type: 'StartRevocation', trigger: 'workflow' } as const);
  const envelope = stepEnvelope(services, ref, command);
  const facts = await registryFacts(services, { envelope, state, now: services.surroundings.now() });
  const done = workDone(recovery, stage, facts);
  if (done === 'waiting') return undefined;
  if (done !== 'unsigned') return done;
  log('error', 'work by hand was confirmed without its people', { ...ref, stage });
  throw new WorkUnsigned();
}

/** Until when the work that is asked now must be confirmed. */
export const workDue = (recovery: Recovery): Instant => workUntil(recovery) ?? '';
