import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readServiceAccount } from '../../../lambdas/adapters/secrets-manager/service-account.ts';

const reading = (SecretString: string | undefined) => {
  const mock = mockClient(SecretsManagerClient);
  mock.on(GetSecretValueCommand).resolves(SecretString === undefined ? {} : { SecretString });
  return readServiceAccount(new SecretsManagerClient({ region: 'eu-west-1' }), 'ad/reader');
};

describe('the credential of a service account', () => {
  it('is a name, a password that is shown nowhere, and an authority of its own where one is needed', async () => {
    const account = await reading(JSON.stringify({ username: 'cn=a', password: 'canary-pass', ca: 'PEM' }));
    expect(account).toMatchObject({ username: 'cn=a', ca: 'PEM' });
    expect(account.password.reveal()).toBe('canary-pass');
    expect(JSON.stringify(account)).not.toContain('canary');
    expect(await reading('{"username":"cn=a","password":"b"}')).not.toHaveProperty('ca');
  });

  it.each([
    undefined,
    'canary-pass',
    '[]',
    'null',
    '{}',
    '{"username":"a"}',
    '{"username":"a","password":""}',
    '{"username":"","password":"canary"}',
    '{"username":"a","password":7}',
    '{"username":"a","password":"canary","ca":""}',
  ])('of another form is an error that can be repaired, and that shows no value: %s', async (value) => {
    const error = await reading(value).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AdapterError', code: 'directory-credential-malformed', retryable: true });
    expect(String(error)).not.toContain('canary');
  });
});
