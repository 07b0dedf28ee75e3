import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';

/** As the rotation function keeps a client secret: its id, and its value. */
const kept = z.object({ keyId: z.string(), key: z.string().check(z.minLength(1)) });

/**
 * The client secret of an application of our own: a text, as an administrator stored it, or JSON, where the rotation function replaces it. A
 * client secret of Entra has no brace. Throws `directory-credential-malformed`, retryable: the operators can repair it. The value is in no error.
 */
export function clientSecretIn(value: Secret): Secret {
  const text = value.reveal();
  if (!text.startsWith('{')) return value;
  const parsed = z.safeParse(kept, jsonIn(text));
  if (parsed.success) return new Secret(parsed.data.key);
  throw new AdapterError('directory-credential-malformed', {
    retryable: true,
    message: 'directory-credential-malformed: the secret is JSON without the texts `keyId` and `key`',
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
