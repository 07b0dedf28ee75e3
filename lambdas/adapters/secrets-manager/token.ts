import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AdapterError } from '../../ports/errors.ts';
import { Secret } from '../../ports/secret.ts';
import { answerOf } from '../aws/errors.ts';

/** One word that a header can carry. */
const TOKEN = /^[\x21-\x7e]{8,4096}$/;

/**
 * Reads a secret whose whole text is a bearer token; never cached. Throws `AdapterError`: retryable for a value of another form too, because
 * the operators can repair it, and the same call then works. The value is in no error.
 */
export async function readToken(client: SecretsManagerClient, secretId: string): Promise<Secret> {
  const { SecretString = '' } = await answerOf(client.send(new GetSecretValueCommand({ SecretId: secretId })));
  if (TOKEN.test(SecretString)) return new Secret(SecretString);
  throw new AdapterError('token-malformed', {
    retryable: true,
    message: `token-malformed: the secret \`${secretId}\` is not one word of 8 to 4,096 characters`,
  });
}
