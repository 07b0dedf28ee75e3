import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { SecretsManagerKey } from '../../../lambdas/adapters/secrets-manager/key.ts';
import type { DeploymentKeyFixture } from '../deployment-key.ts';
import { type AwsEndpoint, clientOptions, fresh } from './endpoint.ts';

export const deploymentKeyAt = async (at: AwsEndpoint): Promise<DeploymentKeyFixture> =>
  deploymentKeyOver(new SecretsManagerClient(clientOptions(at)), fresh('contract/keys'));

/** A key that an administrator replaces as the runbook says, over any client. */
export function deploymentKeyOver(client: SecretsManagerClient, name: string): DeploymentKeyFixture {
  let made = false;
  return {
    key: new SecretsManagerKey(client, name),
    replace: async (SecretString) => {
      const ClientRequestToken = randomUUID();
      const put = { SecretString, ClientRequestToken };
      if (made) await client.send(new PutSecretValueCommand({ SecretId: name, ...put }));
      else await client.send(new CreateSecretCommand({ Name: name, ...put }));
      made = true;
    },
    forgetPrevious: async () => {
      const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: name }));
      const [before] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSPREVIOUS')) ?? [];
      const stage = { VersionStage: 'AWSPREVIOUS', RemoveFromVersionId: before };
      await client.send(new UpdateSecretVersionStageCommand({ SecretId: name, ...stage }));
    },
    break: async () => {
      await client.send(new DeleteSecretCommand({ SecretId: name }));
    },
  };
}
