import { SecretsManagerRotatingSecret } from '../adapters/secrets-manager/rotating-secret.ts';
import type { Secret } from '../ports/secret.ts';
import { secretsManager } from './clients/secrets-manager.ts';

/**
 * Reads what takes the place of a secret's value, for the rotation function's own credentials: the one before may have ended already. `secret`:
 * the secret's ARN; undefined: there is nothing.
 */
export const pendingOf =
  <Credential>(secret: string, of: (value: Secret) => Credential) =>
  async (): Promise<Credential | undefined> => {
    const value = await new SecretsManagerRotatingSecret(secretsManager()).read(secret, { label: 'AWSPENDING' });
    return value === undefined ? undefined : of(value);
  };
