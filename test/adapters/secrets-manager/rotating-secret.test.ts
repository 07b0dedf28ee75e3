import { inspect } from 'node:util';
import { GetRandomPasswordCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SecretsManagerRotatingSecret } from '../../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { SYSTEM_TAGS } from '../../../lambdas/contract/tags.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { faulty } from '../../support/faulty-client.ts';
import { ModelSecretsManager } from '../../support/models/secrets-manager.ts';

const NAME = 'prod/payments/db';
const RANDOM = 'canary-random'.padEnd(40, '~');
const TOKEN = { version: 'second', rotationToken: new Secret('canary-rotation-token') };

describe('a secret that is being rotated, in Secrets Manager', () => {
  let model: ModelSecretsManager;
  let rotating: SecretsManagerRotatingSecret;
  let failAt: ReturnType<typeof faulty>['failAt'];

  beforeEach(() => {
    model = new ModelSecretsManager();
    const { versions } = model.add(NAME, 'canary-first');
    versions.set('second', { value: undefined, labels: new Set(['AWSPENDING']), createdAt: new Date() });
    const broken = faulty(model.client);
    failAt = broken.failAt;
    rotating = new SecretsManagerRotatingSecret(broken.client);
  });

  const pending = async (): Promise<string | undefined> =>
    (await rotating.read(NAME, { label: 'AWSPENDING', version: 'second' }))?.reveal();

  it('is told by its labels', async () => {
    expect(await rotating.describe(NAME)).toEqual({
      name: NAME,
      isRotationConfigured: true,
      isSourceOfTruth: false,
      systems: [],
      labels: { first: ['AWSCURRENT'], second: ['AWSPENDING'] },
    });
    await expect(rotating.describe('unknown')).rejects.toMatchObject({ code: 'not-found', retryable: false });
  });

  it('is its own source of truth where its tag says exactly so', async () => {
    const tagged = async (Key: string, Value: string) => {
      model.add(NAME, 'canary').tags = [{ Key, Value }];
      return (await rotating.describe(NAME)).isSourceOfTruth;
    };
    expect(await tagged('countersign:source-of-truth', 'true')).toBe(true);
    expect(await tagged('countersign:source-of-truth', 'false')).toBe(false);
    expect(await tagged('countersign:source-of-truths', 'true')).toBe(false);
  });

  it('is of the system that a tag names, and says so where tags name two', async () => {
    const tagged = async (...pairs: readonly (readonly [Key: string, Value: string])[]) => {
      model.add(NAME, 'canary').tags = pairs.map(([Key, Value]) => ({ Key, Value }));
      return (await rotating.describe(NAME)).systems;
    };
    for (const [kind, key] of Object.entries(SYSTEM_TAGS))
      expect(await tagged(['team', 'payments'], [key, 'app'])).toEqual([{ kind, name: 'app' }]);
    expect(await tagged(['countersign:okta-app', '0oa1'], ['countersign:okta-app-key', '0oa1'])).toHaveLength(2);
    expect(await tagged(['countersign:okta-apps', '0oa1'], ['Countersign:okta-app', '0oa1'])).toEqual([]);
  });

  it('has no pending value until it was given one', async () => {
    expect(await pending()).toBeUndefined();
    await rotating.putPending(NAME, new Secret('canary-second'), TOKEN);
    expect(await pending()).toBe('canary-second');
    expect((await rotating.read(NAME, { label: 'AWSCURRENT' }))?.reveal()).toBe('canary-first');
  });

  it('has no value of another version under the label', async () => {
    expect(await rotating.read(NAME, { label: 'AWSCURRENT', version: 'second' })).toBeUndefined();
  });

  it('keeps the value that its version has: a second one is no error and changes nothing', async () => {
    await rotating.putPending(NAME, new Secret('canary-second'), TOKEN);
    await rotating.putPending(NAME, new Secret('canary-third'), TOKEN);
    expect(await pending()).toBe('canary-second');
  });

  it('is read by its consumers once it is promoted', async () => {
    await rotating.putPending(NAME, new Secret('canary-second'), TOKEN);
    await rotating.promote(NAME, { to: 'second', from: 'first' });
    expect((await rotating.read(NAME, { label: 'AWSCURRENT' }))?.reveal()).toBe('canary-second');
    expect(model.labels(NAME)).toEqual({ first: ['AWSPREVIOUS'], second: ['AWSCURRENT', 'AWSPENDING'] });
  });

  it('is not promoted in place of a version that is not current', async () => {
    await expect(rotating.promote(NAME, { to: 'second', from: 'third' })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });

  it.each(['before', 'after'] as const)('is given its value once, after a fault %s the call', async (fault) => {
    failAt(1, fault);
    const value = new Secret('canary-second');
    const error: unknown = await rotating.putPending(NAME, value, TOKEN).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
    await rotating.putPending(NAME, value, TOKEN);
    expect(await pending()).toBe('canary-second');
  });

  it('refuses a value that is not text', async () => {
    const client = new SecretsManagerClient({});
    mockClient(client)
      .on(GetSecretValueCommand)
      .resolves({ SecretBinary: Uint8Array.of(1) });
    await expect(new SecretsManagerRotatingSecret(client).read(NAME, { label: 'AWSCURRENT' })).rejects.toMatchObject({
      code: 'binary-secret',
      retryable: false,
    });
  });

  it('gets passwords of 40 letters, digits and `-_.~`, which addresses, shells and settings take as they are', async () => {
    const client = new SecretsManagerClient({});
    const mock = mockClient(client).on(GetRandomPasswordCommand).resolves({ RandomPassword: RANDOM });
    const password = await new SecretsManagerRotatingSecret(client).randomPassword();
    expect([`${password}`, password.reveal()]).toEqual(['[redacted]', RANDOM]);
    const input = mock.commandCalls(GetRandomPasswordCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ PasswordLength: 40, RequireEachIncludedType: true });
    const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
    expect([...punctuation].filter((sign) => !input?.ExcludeCharacters?.includes(sign)).join('')).toBe('-._~');
  });

  it.each([
    ['nothing', {}],
    ['an empty text', { RandomPassword: '' }],
    ['fewer characters', { RandomPassword: RANDOM.slice(1) }],
    ['a character that was excluded', { RandomPassword: `${RANDOM.slice(1)}@` }],
  ])('never takes %s for a password', async (_, answer) => {
    const client = new SecretsManagerClient({});
    mockClient(client).on(GetRandomPasswordCommand).resolves(answer);
    await expect(new SecretsManagerRotatingSecret(client).randomPassword()).rejects.toMatchObject({ retryable: true });
  });
});
