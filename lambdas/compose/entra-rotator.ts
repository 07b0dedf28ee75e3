import { Graph } from '../adapters/connectors/entra/graph.ts';
import { clientSecretIn } from '../adapters/connectors/entra/own-secret.ts';
import { ENV } from '../contract/environment.ts';
import { environment } from './clients/environment.ts';
import { entraApplication } from './entra-application.ts';
import { pendingOf } from './pending.ts';

/** Graph, as the application that changes the secrets and certificates of others, and its own secret. */
export function entraRotator(): { readonly tenant: string; readonly graph: Graph } {
  const [tenant, clientId, secret] = [
    environment(ENV.entraTenant),
    environment(ENV.entraClient),
    environment(ENV.entraSecret),
  ];
  const successor = pendingOf(secret, (value) => ({ tenant, clientId, clientSecret: clientSecretIn(value) }));
  return { tenant, graph: new Graph({ application: entraApplication({ tenant, clientId, secret }), successor }) };
}
