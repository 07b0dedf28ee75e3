import { expect, it } from '@jest/globals';
import { SecretsManagerDirectory } from '../../../../lambdas/adapters/connectors/secrets-manager/directory.ts';
import { TIER_TAG } from '../../../../lambdas/contract/tags.ts';
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
