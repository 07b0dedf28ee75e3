import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretsManagerSeals } from '../../../lambdas/adapters/secrets-manager-seals.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { SealsFixture } from '../seals.ts';
import { type AwsEndpoint, clientOptions, fresh } from './endpoint.ts';

export async function sealsAt(at: AwsEndpoint): Promise<SealsFixture> {
  const { client, failAt, hasFailed } = faulty(new SecretsManagerClient(clientOptions(at)));
  const options = { prefix: fresh('contract/sealed'), keyId: at.keyId ?? 'alias/aws/secretsmanager' };
  return { seals: new SecretsManagerSeals(client, options), failAt, hasFailed, newGrant: randomUUID };
}
