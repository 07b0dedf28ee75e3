import { inspect } from 'node:util';
import { expect, it } from '@jest/globals';
import { clientSecretIn } from '../../../../lambdas/adapters/connectors/entra/own-secret.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';

const CANARY = 'canary~8Q8.client-secret_of-the-tenant';
const read = (text: string): string => clientSecretIn(new Secret(text)).reveal();

it('is the text that an administrator stored, or what the rotation function made', () => {
  expect(read(CANARY)).toBe(CANARY);
  expect(read(JSON.stringify({ keyId: '1', key: CANARY }))).toBe(CANARY);
});

it.each([
  ['no key', JSON.stringify({ keyId: '1', secret: CANARY })],
  ['an empty key', JSON.stringify({ keyId: CANARY, key: '' })],
  ['half of a value', `{"keyId":"1","key":"${CANARY}`],
])('is refused where the operators can repair it, and shown to nobody: %s', (_, text) => {
  const thrown = ((): unknown => {
    try {
      return read(text);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toMatchObject({ code: 'directory-credential-malformed', retryable: true });
  expect(inspect(thrown, { depth: 9 })).not.toContain('canary');
});
