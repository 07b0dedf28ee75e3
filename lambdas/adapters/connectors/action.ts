import type { Connector, ConnectorRequest } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';

/** What a connector does to its targets, which it finds by their ids. */
export type Acting = Pick<Connector, 'examine' | 'perform' | 'revoke' | 'verifyGone'>;

/** INVARIANT: the core asks a connector only for the actions of its row. Throws `action-not-supported` otherwise. */
export function assertAction(
  { name, actions }: Pick<Connector, 'name' | 'actions'>,
  { action }: Pick<ConnectorRequest, 'action'>,
): void {
  if (actions.includes(action)) return;
  const message = `connector \`${name}\` cannot \`${action}\``;
  throw new AdapterError('action-not-supported', { retryable: false, message });
}
