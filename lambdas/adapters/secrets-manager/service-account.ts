import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AdapterError } from '../../ports/errors.ts';
import { Secret } from '../../ports/secret.ts';
import { answerOf } from '../aws/errors.ts';

/** The credential of a service account, as an administrator stored it. */
export interface ServiceAccount {
  readonly username: string;
  readonly password: Secret;
  /** Certificates of authorities (PEM); absent: none of its own. */
  readonly ca?: string;
}

/**
 * Reads a secret whose value is JSON with `username`, `password` and perhaps `ca`; never cached. Throws `AdapterError`: retryable for a value
 * of another form too, because the operators can repair it, and the same call then works. The value is in no error.
 */
export async function readServiceAccount(client: SecretsManagerClient, secretId: string): Promise<ServiceAccount> {
  const { SecretString = '' } = await answerOf(client.send(new GetSecretValueCommand({ SecretId: secretId })));
  const found = accountIn(SecretString);
  if (found !== undefined) return found;
  throw new AdapterError('directory-credential-malformed', {
    retryable: true,
    message: `the secret \`${secretId}\` is not JSON with \`username\` and \`password\``,
  });
}

function accountIn(text: string): ServiceAccount | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { username, password, ca } = value as Readonly<Record<string, unknown>>;
  // An empty password would sign in as nobody (RFC 4513 section 5.1.2), and the directory would say yes.
  if (!isText(username) || !isText(password) || (ca !== undefined && !isText(ca))) return undefined;
  return { username, password: new Secret(password), ...(ca === undefined ? {} : { ca }) };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
