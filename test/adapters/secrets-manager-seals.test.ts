import { inspect } from 'node:util';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SecretsManagerSeals } from '../../lambdas/adapters/secrets-manager-seals.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { sealsContract } from '../contracts/seals.ts';
import { faulty } from '../support/faulty-client.ts';
import { ModelSecretsManager } from '../support/models/secrets-manager.ts';

const OPTIONS = { prefix: 'countersign/sealed/', keyId: 'alias/countersign' };

let grants = 0;
const newGrant = (): string => {
  grants += 1;
  return `00000000-0000-8000-8000-${String(grants).padStart(12, '0')}`;
};

sealsContract('Secrets Manager', async () => {
  const { client, failAt, hasFailed } = faulty(new ModelSecretsManager().client);
  return { seals: new SecretsManagerSeals(client, OPTIONS), failAt, hasFailed, newGrant };
});

describe('Secrets Manager seals', () => {
  it('encrypts with the customer-managed key, and says what it is for', async () => {
    const client = new SecretsManagerClient({});
    const mock = mockClient(client).on(CreateSecretCommand).resolves({});
    await new SecretsManagerSeals(client, OPTIONS).seal('grant-1', new Secret('canary'));
    expect(mock.commandCalls(CreateSecretCommand)[0]?.args[0].input).toMatchObject({
      Name: 'countersign/sealed/grant-1',
      KmsKeyId: 'alias/countersign',
      SecretString: 'canary',
      Tags: [
        { Key: 'countersign:purpose', Value: 'sealed-credential' },
        { Key: 'countersign:grant', Value: 'grant-1' },
      ],
    });
  });

  it('asks to be called again while the seal of an earlier attempt is being deleted', async () => {
    const model = new ModelSecretsManager();
    const seals = new SecretsManagerSeals(model.client, OPTIONS);
    await seals.seal('grant-1', new Secret('canary'));
    model.secrets.forEach((secret) => {
      secret.deletedAt = new Date();
    });
    expect(await seals.open('grant-1')).toBeUndefined();
    await expect(seals.seal('grant-1', new Secret('canary'))).rejects.toMatchObject({
      code: 'seal-being-destroyed',
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
    const error: unknown = await new SecretsManagerSeals(client, OPTIONS)
      .seal('grant-1', new Secret('canary'))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-request', retryable: false });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });
});
