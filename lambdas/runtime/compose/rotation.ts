import { SecretsManagerRotatingSecret } from '../../adapters/secrets-manager-rotating-secret.ts';
import type { RotatingSecret } from '../../ports/rotating-secret.ts';
import { secretsManager } from './clients.ts';
import { once } from './once.ts';

/** What the rotation function uses. */
export const rotatingSecret = once((): RotatingSecret => new SecretsManagerRotatingSecret(secretsManager()));
