import type { WorkDone } from '../../core/recovery/assess/work.ts';
import { mayBeHeld } from '../../core/recovery/evolve/supersede.ts';
import type { Left } from '../../core/recovery/state/aftermath.ts';
import type { Grant } from '../../core/recovery/state/grant.ts';
import type { Plan } from '../../core/recovery/state/plan.ts';
import type { Recovery, StreamState } from '../../core/recovery/state/state.ts';
import { directoryIdentity } from '../../core/registry/identity.ts';
import type { ConnectorRequest, Evidence } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';

/** A request and the connector that it is for. */
export interface Order {
  readonly connector: string;
  readonly request: ConnectorRequest;
}

/** The same with what two people say that they did. */
export const orderWith = (order: Order, work: WorkDone | undefined): Order =>
  work === undefined ? order : { ...order, request: { ...order.request, work } };

/** What a recovery that executes, or has executed, asks of its connector. */
export function whatToDo({ left }: StreamState, { plan, grant, stopped }: Recovery): Order {
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
