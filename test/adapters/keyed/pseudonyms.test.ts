import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { HmacPseudonyms } from '../../../lambdas/adapters/keyed/pseudonyms.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { deploymentKeyOver } from '../../contracts/endpoints/deployment-key.ts';
import { pseudonymsContract } from '../../contracts/pseudonyms.ts';
import { MemoryKey } from '../../support/keys.ts';
import { ModelSecretsManager } from '../../support/models/secrets-manager.ts';

const [KEY, NEXT] = ['k'.repeat(64), 'n'.repeat(64)] as const;

pseudonymsContract('HMAC', async () => {
  const key = new MemoryKey(KEY);
  return {
    pseudonyms: new HmacPseudonyms(key),
    replaceKey: async () => key.replace(NEXT),
    breakKey: async () => {
      key.isReadable = false;
    },
  };
});

pseudonymsContract('HMAC with a key in Secrets Manager', async () => {
  const held = deploymentKeyOver(new ModelSecretsManager().client, 'Countersign/keys/pseudonyms');
  await held.replace(KEY);
  return {
    pseudonyms: new HmacPseudonyms(held.key),
    replaceKey: () => held.replace(NEXT),
    breakKey: () => held.break(),
  };
});

describe('pseudonyms by HMAC', () => {
  it.each([
    ['caller', '+442079460123'],
    ['network', '203.0.113.0/24'],
  ] as const)('say what they are of: %s', async (trace, value) => {
    const code = createHmac('sha256', KEY).update(`countersign ${trace} ${value}`).digest('hex');
    expect(await new HmacPseudonyms(new MemoryKey(KEY)).of(trace, new Secret(value))).toBe(
      `pseudonym:${code.slice(0, 32)}`,
    );
  });
});
