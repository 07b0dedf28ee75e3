import type { ConnectorName, LdapName } from '../../../lambdas/contract/connectors.ts';
import type { ConnectorFixture } from '../connector.ts';
import { cognitoConnectorAt } from './cognito.ts';
import type { AwsEndpoint } from './endpoint.ts';
import { entraConnectorFixture } from './entra.ts';
import { googleConnectorFixture } from './google-workspace.ts';
import { iamConnectorFixture } from './iam.ts';
import { centerConnectorFixture } from './identity-center.ts';
import { oktaConnectorFixture } from './okta.ts';
import { secretsManagerConnectorAt } from './secrets-manager.ts';

/** Each connector of AWS with a server that it keeps the contract against; a connector without one does not compile. `ldap.ts` has the others; for what people do by hand there is no server, and `test/app/workflow/by-hand.test.ts` has it. */
export const CONNECTORS_AT: Readonly<
  Record<Exclude<ConnectorName, LdapName | 'by-hand'>, (at: AwsEndpoint) => Promise<ConnectorFixture>>
> = {
  'secrets-manager': secretsManagerConnectorAt,
  cognito: cognitoConnectorAt,
  // Over the stand-in: whoever may make and delete users of an account at will is nowhere to be had.
  iam: iamConnectorFixture,
  'identity-center': centerConnectorFixture,
  // No parts of AWS, wherever AWS is.
  entra: entraConnectorFixture,
  okta: oktaConnectorFixture,
  'google-workspace': googleConnectorFixture,
};

export const AWS_CONNECTORS = Object.keys(CONNECTORS_AT) as readonly (keyof typeof CONNECTORS_AT)[];
