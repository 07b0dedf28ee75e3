import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readToken } from '../../../lambdas/adapters/secrets-manager/token.ts';
import { ModelSecretsManager } from '../../support/models/secrets-manager.ts';

describe('the token of a manager of keys', () => {
  it('is read anew each time', async () => {
    const model = new ModelSecretsManager();
    for (const value of ['canary-token-1', 'canary-token-2']) {
      model.add('maps/manager', value);
      expect((await readToken(model.client, 'maps/manager')).reveal()).toBe(value);
    }
  });

  it.each(['short', 'canary two words', 'canary-line\n', '{"token": "canary"}'])(
    'is refused as `%s`, unquoted',
    async (value) => {
      const model = new ModelSecretsManager();
      model.add('maps/manager', value);
      const error: unknown = await readToken(model.client, 'maps/manager').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'token-malformed', retryable: true });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    },
  );

  it('that is not there fails', async () => {
    await expect(readToken(new ModelSecretsManager().client, 'nothing')).rejects.toMatchObject({
      retryable: expect.any(Boolean),
    });
  });
});
