import { keptKeyIn } from '../adapters/connectors/kept-key.ts';
import type { OktaApplication } from '../adapters/connectors/okta/assertion.ts';
import { deploymentKeyOf } from './clients/secrets-manager.ts';

/** How a function signs in to an org. `secret`: the ARN of its service app's secret, which is read with each new token. */
export function oktaApplication({
  clientId,
  secret,
}: Pick<OktaApplication, 'clientId'> & { readonly secret: string }): () => Promise<OktaApplication> {
  const key = deploymentKeyOf(secret);
  return async () => {
    const [held] = await key.versions();
    return { clientId, privateKey: keptKeyIn(held) ?? held };
  };
}
