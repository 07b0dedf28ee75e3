import { SecretsManagerConnector } from '../adapters/connectors/secrets-manager/connector.ts';
import type { Connector } from '../ports/connector.ts';
import { secretsManager } from './clients/secrets-manager.ts';

/** Has secrets rotated. `workflow.ts` loads this file for the first account that is a secret; the rotation function is another one. */
export const secretConnector = (): Connector => new SecretsManagerConnector(secretsManager());
