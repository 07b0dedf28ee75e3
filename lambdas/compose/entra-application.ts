import type { EntraApplication } from '../adapters/connectors/entra/graph.ts';
import { clientSecretIn } from '../adapters/connectors/entra/own-secret.ts';
import { deploymentKeyOf } from './clients/secrets-manager.ts';

/** How a function signs in to a tenant. `secret`: the ARN of its application's secret, which is read with each new token. */
export function entraApplication({
  tenant,
  clientId,
  secret,
}: Pick<EntraApplication, 'tenant' | 'clientId'> & { readonly secret: string }): () => Promise<EntraApplication> {
  const key = deploymentKeyOf(secret);
  return async () => ({ tenant, clientId, clientSecret: clientSecretIn((await key.versions())[0]) });
}
