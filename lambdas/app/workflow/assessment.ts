import type { RecoveryRef, Timers } from '../../contract/workflow.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import type { Connector, Obstacle } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import { load } from '../ledger/load.ts';
import type { PlanningServices } from '../ledger/submit.ts';
import { leftOf } from './execution.ts';
import { recoveryAfter, step, TaskError, timersFor } from './workflow-step.ts';

export interface AssessmentServices extends PlanningServices {
  readonly connectorOf: (name: string) => Connector;
}

/** Seconds after its opening that a recovery waits for an obstacle to pass by itself. INVARIANT: less than the task is retried. */
const PATIENCE_SECONDS = 600;

/**
 * Makes the plan, once, after asking the directory whether it could be carried out: nobody proves or countersigns what cannot be done. An
 * obstacle that may pass is waited for (the state machine calls again); one that stays is the reason of a denial.
 */
export async function assessRecovery(services: AssessmentServices, ref: RecoveryRef): Promise<Timers> {
  const obstacle = await obstacleTo(services, ref);
  const command = { type: 'AssessRecovery', ...(obstacle === null ? {} : { obstacle }) } as const;
  return timersFor(services, recoveryAfter(await step(services, ref, command), ref));
}

async function obstacleTo(services: AssessmentServices, ref: RecoveryRef): Promise<string | null> {
  const { recoveries, profile, left } = await load(services.ledger, ref.account);
  const recovery = recoveries[ref.recovery];
  if (recovery?.status !== 'opened' || profile.current === null) return null;
  const { connector: name, target } = profile.current;
  const found = await examined(services, name, (connector) =>
    // What a connector cannot do is denied by name when the plan is made.
    connector.actions.includes(recovery.action)
      ? connector.examine({ action: recovery.action, target, ...leftOf(left, { connector: name, target }) })
      : Promise.resolve(null),
  );
  if (found === null) return null;
  if (found.mayPass && services.surroundings.now() < plusSeconds(recovery.openedAt, PATIENCE_SECONDS))
    throw new TaskError('pending', found.code);
  return found.code;
}

/** An answer that stays the same is an obstacle; a directory that cannot be reached is tried again by the state machine. */
async function examined(
  { connectorOf }: AssessmentServices,
  name: string,
  ask: (connector: Connector) => Promise<Obstacle | null>,
): Promise<Obstacle | null> {
  try {
    return await ask(connectorOf(name));
  } catch (error) {
    if (!(error instanceof AdapterError) || error.retryable) throw error;
    // Nobody has a connector of that name: the plan is denied for that, in its own words.
    return error.code === 'connector-unknown' ? null : { code: error.code, mayPass: false };
  }
}
