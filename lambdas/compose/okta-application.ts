import { keptKeyIn } from '../adapters/connectors/kept-key.ts';
import type { OktaApplication } from '../adapters/connectors/okta/assertion.ts';
import type { Secret } from '../ports/secret.ts';
import { deploymentKeyOf } from './clients/secrets-manager.ts';

/** A service app of an org by its client id, and the ARN of the secret with its private key. */
interface OktaApp {
  readonly clientId: string;
  readonly secret: string;
}

/** How a function signs in to an org: the secret is read with each new token. */
export function oktaApplication({ clientId, secret }: OktaApp): () => Promise<OktaApplication> {
  const key = deploymentKeyOf(secret);
  return async () => oktaApplicationOf(clientId, (await key.versions())[0]);
}

/** The value of the secret is a private key, or holds one. */
export const oktaApplicationOf = (clientId: string, value: Secret): OktaApplication => ({
  clientId,
  privateKey: keptKeyIn(value) ?? value,
});
