import { inspect } from 'node:util';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SecretsManagerBoxes } from '../../../lambdas/adapters/secrets-manager/boxes.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { boxesContract, sweptBoxesContract } from '../../contracts/boxes.ts';
import { faulty } from '../../support/faulty-client.ts';
import { ModelSecretsManager } from '../../support/models/secrets-manager.ts';

const OPTIONS = { prefix: 'countersign/boxes/', keyId: 'alias/countersign', settleMs: 1 };

let grants = 0;
const newGrant = (): string => {
  grants += 1;
  return `00000000-0000-8000-8000-${String(grants).padStart(12, '0')}`;
};

const fixture = async () => {
  const { client, failAt, hasFailed } = faulty(new ModelSecretsManager().client);
  return { boxes: new SecretsManagerBoxes(client, OPTIONS), failAt, hasFailed, newGrant };
};
boxesContract('Secrets Manager', fixture);
sweptBoxesContract('Secrets Manager', fixture);

describe('Secrets Manager boxes', () => {
  it('encrypts with the customer-managed key, and says what it is for', async () => {
    const client = new SecretsManagerClient({});
    const mock = mockClient(client).on(CreateSecretCommand).resolves({});
    await new SecretsManagerBoxes(client, OPTIONS).put('grant-1', new Secret('canary'));
    expect(mock.commandCalls(CreateSecretCommand)[0]?.args[0].input).toMatchObject({
      Name: 'countersign/boxes/grant-1',
      KmsKeyId: 'alias/countersign',
      SecretString: 'canary',
      Tags: [
        { Key: 'countersign:purpose', Value: 'boxed-credential' },
        { Key: 'countersign:grant', Value: 'grant-1' },
      ],
    });
  });

  it('opens a box that was put a moment ago, and that the service does not show yet', async () => {
    const client = new SecretsManagerClient({});
    mockClient(client)
      .on(GetSecretValueCommand)
      .rejectsOnce(new ResourceNotFoundException({ message: 'not found', $metadata: {} }))
      .resolves({ SecretString: 'canary' });
    expect((await new SecretsManagerBoxes(client, OPTIONS).open('grant-1'))?.reveal()).toBe('canary');
  });

  it('asks to be called again while the box of an earlier attempt is being deleted', async () => {
    const model = new ModelSecretsManager();
    const boxes = new SecretsManagerBoxes(model.client, OPTIONS);
    await boxes.put('grant-1', new Secret('canary'));
    model.secrets.forEach((secret) => {
      secret.deletedAt = new Date();
    });
    expect(await boxes.open('grant-1')).toBeUndefined();
    await expect(boxes.put('grant-1', new Secret('canary'))).rejects.toMatchObject({
      code: 'box-being-destroyed',
      retryable: true,
    });
  });

  it.each(['create', 'replace'])('shows no credential when it fails to %s', async (call) => {
    const client = new SecretsManagerClient({});
    const quoting = (name: string): Error =>
      Object.assign(new Error("Value 'canary' at 'secretString'"), { name, $metadata: { httpStatusCode: 400 } });
    mockClient(client)
      .on(CreateSecretCommand)
      .rejects(quoting(call === 'create' ? 'InvalidParameterException' : 'ResourceExistsException'))
      .on(PutSecretValueCommand)
      .rejects(quoting('InvalidParameterException'));
    const error: unknown = await new SecretsManagerBoxes(client, OPTIONS)
      .put('grant-1', new Secret('canary'))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-request', retryable: false });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });
});
