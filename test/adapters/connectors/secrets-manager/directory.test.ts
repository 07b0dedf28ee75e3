import { expect, it } from '@jest/globals';
import { SecretsManagerDirectory } from '../../../../lambdas/adapters/connectors/secrets-manager/directory.ts';
import { CONSUMERS_TAG, POSTGRES_ROLE_TAG, TIER_TAG } from '../../../../lambdas/contract/tags.ts';
import { ModelSecretsManager } from '../../../support/models/secrets-manager.ts';
import { TARGET, VALUE } from '../../../support/rotation-world.ts';

it('a tag that names no tier is an error: somebody meant one', async () => {
  const model = new ModelSecretsManager();
  const directory = new SecretsManagerDirectory(model.client);
  const secret = model.add(TARGET, VALUE);
  for (const Value of ['Privileged', '', 'high']) {
    secret.tags = [{ Key: TIER_TAG, Value }];
    await expect(directory.tierOf(TARGET)).rejects.toMatchObject({ code: 'tier-tag-unknown', retryable: false });
  }
  secret.tags = [{ Key: TIER_TAG, Value: 'critical' }];
  expect(await directory.tierOf(TARGET)).toBe('critical');
});

it('says what is behind a secret, who uses it, and when it was read last', async () => {
  const model = new ModelSecretsManager();
  const directory = new SecretsManagerDirectory(model.client);
  const secret = model.add(TARGET, VALUE);
  secret.tags = [
    { Key: POSTGRES_ROLE_TAG, Value: 'app' },
    { Key: CONSUMERS_TAG, Value: 'shop  billing' },
    { Key: 'team', Value: 'payments' },
  ];
  expect(await directory.scopeOf(TARGET)).toMatchObject({
    roles: { shown: ['PostgreSQL role app'], total: 1 },
    consumers: { shown: ['billing', 'shop'], total: 2 },
    ...{ groups: null, limits: null, lastUsedAt: 'never' },
  });
  secret.tags = [];
  expect(await directory.scopeOf(TARGET)).toMatchObject({ roles: null, consumers: null });
  expect(await directory.scopeOf('nothing')).toBeUndefined();
});
