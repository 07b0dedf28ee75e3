import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoConnector } from '../adapters/connectors/cognito/connector.ts';
import type { Connector } from '../ports/connector.ts';
import { CALM } from './clients.ts';

// The connector of a directory, with its client. `workflow.ts` loads this file with the first use.

export const cognito = (userPool: string): Connector =>
  new CognitoConnector(new CognitoIdentityProviderClient(CALM), userPool);
