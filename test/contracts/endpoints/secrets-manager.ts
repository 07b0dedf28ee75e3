import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { SecretsManagerConnector } from '../../../lambdas/adapters/connectors/secrets-manager/connector.ts';
import { TIER_TAG } from '../../../lambdas/contract/tags.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { ConnectorFixture } from '../connector.ts';
import { type AwsEndpoint, clientOptions, eventually, fresh } from './endpoint.ts';

export async function secretsManagerConnectorAt(at: AwsEndpoint): Promise<ConnectorFixture> {
  const { client, failAt, hasFailed } = faulty(new SecretsManagerClient(clientOptions(at)));
  const target = fresh('contract/secret');
  const first = new CreateSecretCommand({
    Name: target,
    SecretString: '{"user":"app","password":"canary-first"}',
    Tags: [{ Key: 'countersign:governed', Value: 'true' }],
  });
  await client.send(first);
  await client.send(
    new RotateSecretCommand({
      SecretId: target,
      RotateImmediately: false,
      ...(at.rotationFunctionArn === undefined
        ? { RotationRules: { AutomaticallyAfterDays: 30 } }
        : { RotationLambdaARN: at.rotationFunctionArn }),
    }),
  );
  const labels = async (): Promise<Readonly<Record<string, readonly string[]>>> =>
    (await client.send(new DescribeSecretCommand({ SecretId: target }))).VersionIdsToStages ?? {};
  const settle = async (): Promise<void> => {
    await eventually(async () => (isRotating(await labels()) ? undefined : true)).catch(() => undefined);
  };
  await settle();
  return {
    connector: new SecretsManagerConnector(client, { settleMs: 0 }),
    failAt,
    hasFailed,
    request: (action) => ({
      action,
      target,
      directoryId: 'by-name',
      grant: randomUUID(),
      issued: false,
      expiresAt: '2098-01-01T00:00:00.000Z',
    }),
    unknownTarget: fresh('contract/nothing'),
    settle,
    remake: async () => {
      await client.send(new DeleteSecretCommand({ SecretId: target, ForceDeleteWithoutRecovery: true }));
      await client.send(first);
    },
    rank: async (_, tier) => {
      await client.send(new UntagResourceCommand({ SecretId: target, TagKeys: [TIER_TAG] }));
      const Tags = tier === null ? [] : [{ Key: TIER_TAG, Value: tier }];
      if (tier !== null) await client.send(new TagResourceCommand({ SecretId: target, Tags }));
    },
    snapshot: async () => ({
      labels: await labels(),
      value: await currentValue(client, target),
    }),
  };
}

/** An endpoint that rotates without a function makes versions without a value. */
async function currentValue(client: SecretsManagerClient, target: string): Promise<string | undefined> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: target })).catch(() => undefined);
  return answer?.SecretString;
}

const isRotating = (labels: Readonly<Record<string, readonly string[]>>): boolean =>
  Object.values(labels).some((stages) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
