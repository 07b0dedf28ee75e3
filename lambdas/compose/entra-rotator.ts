import { Graph } from '../adapters/connectors/entra/graph.ts';
import { ENV } from '../contract/environment.ts';
import { environment } from './clients/environment.ts';
import { entraApplication } from './entra-application.ts';

/** Graph, as the application that changes the secrets and certificates of others. */
export function entraRotator(): { readonly tenant: string; readonly graph: Graph } {
  const [tenant, clientId, secret] = [
    environment(ENV.entraTenant),
    environment(ENV.entraClient),
    environment(ENV.entraSecret),
  ];
  return { tenant, graph: new Graph({ application: entraApplication({ tenant, clientId, secret }) }) };
}
