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
import { ENTRA_APP_CERTIFICATE_TAG, KEY_API_TAG, TIER_TAG } from '../../../lambdas/contract/tags.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { ConnectorFixture } from '../connector.ts';
import { type AwsEndpoint, clientOptions, eventually, fresh } from './endpoint.ts';

export async function secretsManagerConnectorAt(at: AwsEndpoint): Promise<ConnectorFixture> {
  const { client, failAt, hasFailed } = faulty(new SecretsManagerClient(clientOptions(at)));
  const [own, issued, certified] = [fresh('contract/secret'), fresh('contract/key'), fresh('contract/certificate')];
  const certificate = (await at.certificate?.(certified)) ?? { value: '{"password":"canary-first"}', app: 'none' };
  const first = {
    [own]: madeBy(own, '{"user":"app","password":"canary-first"}'),
    [issued]: madeBy(issued, at.issuedValue?.(issued) ?? '{"keyId":"1","key":"canary-first"}', {
      Key: KEY_API_TAG,
      Value: 'maps',
    }),
    [certified]: madeBy(certified, certificate.value, { Key: ENTRA_APP_CERTIFICATE_TAG, Value: certificate.app }),
  };
  for (const [SecretId, making] of Object.entries(first)) {
    await client.send(making);
    const rules = { RotationRules: { AutomaticallyAfterDays: 30 } };
    const rotation = at.rotationFunctionArn === undefined ? rules : { RotationLambdaARN: at.rotationFunctionArn };
    await client.send(new RotateSecretCommand({ SecretId, RotateImmediately: false, ...rotation }));
  }
  const labels = async (target: string): Promise<Readonly<Record<string, readonly string[]>>> =>
    (await client.send(new DescribeSecretCommand({ SecretId: target }))).VersionIdsToStages ?? {};
  const settle = async (): Promise<void> => {
    for (const target of Object.keys(first))
      await eventually(async () => (isRotating(await labels(target)) ? undefined : true)).catch(() => undefined);
  };
  await settle();
  return {
    connector: new SecretsManagerConnector(client, { settleMs: 0 }),
    failAt,
    hasFailed,
    request: (action) => ({
      action,
      target: { 'reissue-token': issued, 'replace-certificate': certified }[String(action)] ?? own,
      directoryId: 'by-name',
      grant: randomUUID(),
      issued: false,
      expiresAt: '2098-01-01T00:00:00.000Z',
    }),
    unknownTarget: fresh('contract/nothing'),
    settle,
    remake: async ({ target }) => {
      await client.send(new DeleteSecretCommand({ SecretId: target, ForceDeleteWithoutRecovery: true }));
      await client.send(first[target] ?? madeBy(target, ''));
    },
    rank: async ({ target }, tier) => {
      await client.send(new UntagResourceCommand({ SecretId: target, TagKeys: [TIER_TAG] }));
      const Tags = tier === null ? [] : [{ Key: TIER_TAG, Value: tier }];
      if (tier !== null) await client.send(new TagResourceCommand({ SecretId: target, Tags }));
    },
    snapshot: async ({ target }) => ({
      labels: await labels(target),
      value: await currentValue(client, target),
    }),
  };
}

const madeBy = (Name: string, SecretString: string, ...tags: readonly { Key: string; Value: string }[]) =>
  new CreateSecretCommand({ Name, SecretString, Tags: [{ Key: 'countersign:governed', Value: 'true' }, ...tags] });

/** An endpoint that rotates without a function makes versions without a value. */
async function currentValue(client: SecretsManagerClient, target: string): Promise<string | undefined> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: target })).catch(() => undefined);
  return answer?.SecretString;
}

const isRotating = (labels: Readonly<Record<string, readonly string[]>>): boolean =>
  Object.values(labels).some((stages) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
