import type { GoogleAccount } from '../adapters/connectors/google-workspace/assertion.ts';
import { keptKeyIn } from '../adapters/connectors/kept-key.ts';
import { deploymentKeyOf } from './clients/secrets-manager.ts';

/**
 * How a function signs in to Google. `secret`: the ARN of the secret of its service account, which is read with each new token; `subject`: the
 * administrator in whose name it calls, if anybody.
 */
export function googleAccount({
  secret,
  ...subject
}: Pick<GoogleAccount, 'subject'> & { readonly secret: string }): () => Promise<GoogleAccount> {
  const key = deploymentKeyOf(secret);
  return async () => {
    const [held] = await key.versions();
    return { ...subject, keyFile: keptKeyIn(held) ?? held };
  };
}
