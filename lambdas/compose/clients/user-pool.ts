import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoConnector } from '../../adapters/connectors/cognito/connector.ts';
import { DEFAULT_GROUP_TIERS, parseGroupTiers } from '../../adapters/connectors/group-tiers.ts';
import type { Connector } from '../../ports/connector.ts';
import { CALM } from './clients.ts';

/** Calls Cognito. `workflow.ts` loads this file with the first use. */
export const userPoolConnector = (userPool: string, groupTiers: string = DEFAULT_GROUP_TIERS): Connector =>
  new CognitoConnector(new CognitoIdentityProviderClient(CALM), userPool, parseGroupTiers(groupTiers));
