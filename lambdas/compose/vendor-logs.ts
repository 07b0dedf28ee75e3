import { Graph } from '../adapters/connectors/entra/graph.ts';
import { EntraLog } from '../adapters/connectors/entra/log.ts';
import { OktaLog } from '../adapters/connectors/okta/log.ts';
import { LOG_SCOPES, Okta } from '../adapters/connectors/okta/okta.ts';
import type { VendorLogSettings } from '../contract/connectors.ts';
import type { DirectoryLog } from '../ports/directory-log.ts';
import { entraApplication } from './entra-application.ts';
import { oktaApplication } from './okta-application.ts';

// Only the function that asks logs loads this file: whoever calls directories has no use for it.

/** What an org says was changed; `place` is its host. */
export function oktaLog({ place: org, clientId, secret, connectors }: VendorLogSettings): DirectoryLog {
  const application = oktaApplication({ clientId, secret });
  return new OktaLog(new Okta({ org, scopes: LOG_SCOPES, application }), { connectors });
}

/** What a tenant says was changed; `place` is its id. */
export function entraLog({ place: tenant, clientId, secret, connectors, diskKeys }: VendorLogSettings): DirectoryLog {
  const graph = new Graph({ application: entraApplication({ tenant, clientId, secret }) });
  return new EntraLog(graph, { connectors, diskKeys: diskKeys === true });
}
