import { SecretsManagerConnector } from '../adapters/connectors/secrets-manager/connector.ts';
import { SecretsManagerRotatingSecret } from '../adapters/secrets-manager/rotating-secret.ts';
import type { Connector } from '../ports/connector.ts';
import type { RotatingSecret } from '../ports/rotating-secret.ts';
import { once } from './environment.ts';
import { secretsManager } from './secrets-manager.ts';

/** Rotates secrets. `workflow.ts` loads this file for the first account that is a secret. */
export const secretConnector = (): Connector => new SecretsManagerConnector(secretsManager());

/** For the rotation function. */
export const rotatingSecret = /* @__PURE__ */ once(
  (): RotatingSecret => new SecretsManagerRotatingSecret(secretsManager()),
);
