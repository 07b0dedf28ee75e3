import type { Connector, ConnectorRequest } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';

/** INVARIANT: the core asks no connector for what is not in its row. Throws `action-not-supported` where one is asked. */
export function assertAction({ name, actions }: Connector, { action }: Pick<ConnectorRequest, 'action'>): void {
  if (actions.includes(action)) return;
  const message = `connector \`${name}\` cannot \`${action}\``;
  throw new AdapterError('action-not-supported', { retryable: false, message });
}
