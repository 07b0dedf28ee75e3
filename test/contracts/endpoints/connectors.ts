import type { ConnectorName } from '../../../lambdas/contract/connectors.ts';
import type { ConnectorFixture } from '../connector.ts';
import { cognitoConnectorAt } from './cognito.ts';
import type { AwsEndpoint } from './endpoint.ts';
import { secretsManagerConnectorAt } from './secrets-manager.ts';

/** Each connector with a server that it keeps the contract against; a connector without one does not compile. */
export const CONNECTORS_AT: Readonly<Record<ConnectorName, (at: AwsEndpoint) => Promise<ConnectorFixture>>> = {
  'secrets-manager': secretsManagerConnectorAt,
  cognito: cognitoConnectorAt,
};
