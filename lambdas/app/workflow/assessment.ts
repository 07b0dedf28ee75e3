import type { RecoveryRef, Timers } from '../../contract/workflow.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state/state.ts';
import { isContainment, type Tier } from '../../core/registry/account.ts';
import type { Scope } from '../../core/registry/scope.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import type { Connector, Obstacle } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { StaffSignatures } from '../../ports/passkeys.ts';
import { tipOf } from '../ledger/load.ts';
import type { PlanningServices } from '../ledger/submit.ts';
import { readTier } from './directory-tier.ts';
import { leftOf } from './order.ts';
import { type Ticketing, ticketNow } from './ticket.ts';
import { recoveryAfter, step, TaskError, timersFor } from './workflow-step.ts';

export interface AssessmentServices extends PlanningServices {
  /** Without it, no lowering of a threat level counts. */
  readonly signatures: StaffSignatures;
  readonly connectorOf: (name: string) => Connector;
  /** Absent: no ticket system is asked. */
  readonly ticketing?: Ticketing;
}

/** Seconds after its opening for which a recovery waits for an obstacle to disappear. INVARIANT: less than the task's retries take. */
const PATIENCE_SECONDS = 600;

/**
 * Makes the plan, once, after asking the directory which tier it gives the account, and whether the plan could be executed, and the ticket
 * system about the ticket: nobody proves or countersigns something impossible. For a temporary obstacle the state machine calls again; a permanent one becomes the reason of a
 * denial.
 */
export async function assessRecovery(services: AssessmentServices, ref: RecoveryRef): Promise<Timers> {
  const tip = await tipOf(services.ledger, ref.account);
  const recovery = findRecovery(tip.state, ref.recovery);
  const [{ obstacle, directoryTier, scope }, ticket] = await Promise.all([
    findInDirectory(services, ref, tip.state),
    recovery?.status === 'opened' ? ticketNow(services, recovery) : {},
  ]);
  const found = { ...(obstacle === null ? {} : { obstacle }), ...ticket };
  const command = { type: 'AssessRecovery', directoryTier, ...(scope !== undefined && { scope }), ...found } as const;
  return timersFor(services, recoveryAfter(await step(services, ref, command, { known: tip }), ref));
}

/** What the directory says before a plan is made. */
interface Found {
  readonly obstacle: string | null;
  readonly directoryTier: Tier | null;
  /** What the account opens; undefined where the directory says nothing of it, or may not be asked for that. */
  readonly scope: Scope | undefined;
}

async function findInDirectory(
  services: AssessmentServices,
  ref: RecoveryRef,
  { recoveries, profile, left }: StreamState,
): Promise<Found> {
  const recovery = recoveries[ref.recovery];
  if (recovery?.status !== 'opened' || profile.current === null)
    return { obstacle: null, directoryTier: null, scope: undefined };
  const { connector: name, target, directoryId } = profile.current;
  const [obstacle, tier, scope] = await Promise.all([
    asked(services, name, (connector) =>
      // An action that a connector does not have is denied by name when the plan is made.
      connector.actions.includes(recovery.action)
        ? connector.examine({
            action: recovery.action,
            target,
            directoryId,
            ...leftOf(left, { connector: name, directoryId }),
          })
        : Promise.resolve(null),
    ),
    asked(services, name, async (connector) => ({ tier: await readTier(connector, target) })),
    // What only takes access away shows nobody what it opens.
    isContainment(recovery.action)
      ? Promise.resolve(null)
      : asked(services, name, async (connector) => ({ scope: await connector.scopeOf(target, 'show') })),
  ]);
  const directoryTier = tier !== null && 'tier' in tier ? tier.tier : null;
  const found = obstacle ?? (tier !== null && 'code' in tier ? tier : null);
  if (found?.mayPass === true && services.surroundings.now() < plusSeconds(recovery.openedAt, PATIENCE_SECONDS))
    throw new TaskError('pending', found.code);
  // Whoever approves then reads that it is not known.
  return {
    obstacle: found?.code ?? null,
    directoryTier,
    scope: scope !== null && 'scope' in scope ? scope.scope : undefined,
  };
}

/** A permanent answer is an obstacle; for an unreachable directory the state machine retries. */
async function asked<Answer>(
  { connectorOf }: AssessmentServices,
  name: string,
  ask: (connector: Connector) => Promise<Answer>,
): Promise<Answer | Obstacle | null> {
  try {
    return await ask(connectorOf(name));
  } catch (error) {
    if (!(error instanceof AdapterError) || error.retryable) throw error;
    // No connector has this name: the plan is denied with a reason of its own.
    return error.code === 'connector-unknown' ? null : { code: error.code, mayPass: false };
  }
}
