import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoDirectory } from '../../adapters/connectors/cognito/directory.ts';
import { DEFAULT_GROUP_TIERS, parseGroupTiers } from '../../adapters/connectors/group-tiers.ts';
import { SecretsManagerDirectory } from '../../adapters/connectors/secrets-manager/directory.ts';
import type { Directory } from '../../ports/connector.ts';
import { CALM } from '../clients/clients.ts';
import { secretsManager } from '../clients/secrets-manager.ts';

// Reads directories. `registry.ts` loads this file for the first account that is proposed.

export const secretDirectory = (): Directory => new SecretsManagerDirectory(secretsManager());

export const userPoolDirectory = (userPool: string, groupTiers: string = DEFAULT_GROUP_TIERS): Directory =>
  new CognitoDirectory(new CognitoIdentityProviderClient(CALM), userPool, parseGroupTiers(groupTiers));
