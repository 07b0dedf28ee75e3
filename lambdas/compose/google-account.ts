import type { GoogleAccount } from '../adapters/connectors/google-workspace/assertion.ts';
import { keptKeyIn } from '../adapters/connectors/kept-key.ts';
import type { Secret } from '../ports/secret.ts';
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
  return async () => googleAccountOf((await key.versions())[0], subject);
}

/** The value of the secret is a key file, or holds one. */
export const googleAccountOf = (value: Secret, subject: Pick<GoogleAccount, 'subject'> = {}): GoogleAccount => ({
  ...subject,
  keyFile: keptKeyIn(value) ?? value,
});
