import { Graph } from '../adapters/connectors/entra/graph.ts';
import { ENV } from '../contract/environment.ts';
import { environment } from './clients/environment.ts';
import { deploymentKeyOf } from './clients/secrets-manager.ts';

/** Graph, as the application that changes the secrets and certificates of others. */
export function entraRotator(): { readonly tenant: string; readonly graph: Graph } {
  const [tenant, clientId, own] = [
    environment(ENV.entraTenant),
    environment(ENV.entraClient),
    environment(ENV.entraSecret),
  ];
  const key = deploymentKeyOf(own);
  const graph = new Graph({
    application: async () => ({ tenant, clientId, clientSecret: (await key.versions())[0] }),
  });
  return { tenant, graph };
}
