import { inspect } from 'node:util';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SecretsManagerKey } from '../../../lambdas/adapters/secrets-manager/key.ts';
import { deploymentKeyContract } from '../../contracts/deployment-key.ts';
import { deploymentKeyOver } from '../../contracts/endpoints/deployment-key.ts';
import { everyFault } from '../../contracts/faults.ts';
import { faulty } from '../../support/faulty-client.ts';
import { MemoryKey } from '../../support/keys.ts';
import { ModelSecretsManager } from '../../support/models/secrets-manager.ts';

const NAME = 'Countersign/keys/codes';
const KEY = 'k'.repeat(64);

deploymentKeyContract('Secrets Manager', async () => deploymentKeyOver(new ModelSecretsManager().client, NAME));

deploymentKeyContract('in memory, as tests use it', async () => {
  const key = new MemoryKey();
  return {
    key,
    replace: async (value) => key.replace(value),
    forgetPrevious: async () => key.forgetPrevious(),
    break: async () => {
      key.isReadable = false;
    },
  };
});

describe('a key in Secrets Manager', () => {
  it('is read, or can be read later, whichever call fails', async () => {
    const make = async () => {
      const model = new ModelSecretsManager();
      model.add(NAME, KEY);
      const { client, failAt, hasFailed } = faulty(model.client);
      return { key: new SecretsManagerKey(client, NAME), failAt, hasFailed };
    };
    await everyFault(
      make,
      ({ key }) => key.versions(),
      async ({ key }) => expect((await key.versions()).map((one) => one.reveal())).toEqual([KEY]),
    );
  });

  it.each([
    ['AccessDeniedException', 'not authorized to perform: secretsmanager:GetSecretValue'],
    ['DecryptionFailure', `'${KEY}'`],
    ['InvalidRequestException', `'${KEY}'`],
  ])('can be read later after `%s`, which is ours to set right, and says nothing of the key', async (name, message) => {
    const client = new SecretsManagerClient({});
    mockClient(client)
      .on(GetSecretValueCommand, { VersionStage: 'AWSCURRENT' })
      .resolves({ SecretString: KEY })
      .on(GetSecretValueCommand, { VersionStage: 'AWSPREVIOUS' })
      .rejects(Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } }));
    const error: unknown = await new SecretsManagerKey(client, NAME).versions().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'key-unreadable', retryable: true, cause: { cause: { name } } });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(KEY);
  });
});
