import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';
import { keptKeyIn } from '../kept-key.ts';

/**
 * The client secret of an application of our own: a text, as an administrator stored it, or JSON, where the rotation function replaces it. A
 * client secret of Entra has no brace. Throws `directory-credential-malformed`, retryable: the operators can repair it. The value is in no error.
 */
export function clientSecretIn(value: Secret): Secret {
  const key = keptKeyIn(value);
  if (key !== undefined) return key;
  if (!value.reveal().startsWith('{')) return value;
  throw new AdapterError('directory-credential-malformed', {
    retryable: true,
    message: 'directory-credential-malformed: the secret is JSON without the texts `keyId` and `key`',
  });
}
