import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretsManagerBoxes } from '../../../lambdas/adapters/secrets-manager/boxes.ts';
import type { SweptBoxes } from '../../../lambdas/ports/secret.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { BoxesFixture } from '../boxes.ts';
import { type AwsEndpoint, clientOptions, fresh } from './endpoint.ts';

export async function boxesAt(at: AwsEndpoint): Promise<BoxesFixture & { readonly boxes: SweptBoxes }> {
  const { client, failAt, hasFailed } = faulty(new SecretsManagerClient(clientOptions(at)));
  const options = { prefix: fresh('contract/boxes'), keyId: at.keyId ?? 'alias/aws/secretsmanager', settleMs: 1 };
  return { boxes: new SecretsManagerBoxes(client, options), failAt, hasFailed, newGrant: randomUUID };
}
