import type { Recovery } from '../../core/recovery/state/state.ts';
import { flawOfScope, type Scope, type ScopeFlaw, scopeToKeep } from '../../core/registry/scope.ts';
import type { Connector } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';

interface Asked {
  readonly connectorOf: (name: string) => Pick<Connector, 'scopeOf'>;
}

/**
 * What the account opens now; undefined where its directory does not say it, may not be asked, or need not be: approvers of it read nothing of it,
 * or it only loses access. Throws `AdapterError` when a retry may read it.
 */
export async function scopeNow({ connectorOf }: Asked, { plan }: Pick<Recovery, 'plan'>): Promise<Scope | undefined> {
  if (plan === null || scopeToKeep(plan) === undefined) return undefined;
  try {
    return await connectorOf(plan.connector).scopeOf(plan.target, 'compare');
  } catch (error) {
    if (error instanceof AdapterError && !error.retryable) return undefined;
    throw error;
  }
}

/** Why what an action has just given may not be handed over; undefined when the account opens no more than its approvers read (rule 15). */
export async function whyTooWide(services: Asked, recovery: Pick<Recovery, 'plan'>): Promise<ScopeFlaw | undefined> {
  const before = recovery.plan === null ? undefined : scopeToKeep(recovery.plan);
  return before === undefined ? undefined : flawOfScope(await scopeNow(services, recovery), before);
}
