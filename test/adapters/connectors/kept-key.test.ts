import { expect, it } from '@jest/globals';
import { keptKeyIn } from '../../../lambdas/adapters/connectors/kept-key.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

const read = (text: string): string | undefined => keptKeyIn(new Secret(text))?.reveal();

it('is what the rotation function made, whatever else the value holds', () => {
  expect(read(JSON.stringify({ team: 'crm', keyId: '1', key: 'canary' }))).toBe('canary');
});

it.each([
  ['a text', 'canary'],
  ['a private JSON Web Key', JSON.stringify({ kty: 'EC', kid: 'key-1', d: 'canary' })],
  ['a key file of Google', JSON.stringify({ type: 'service_account', private_key_id: '1', private_key: 'canary' })],
  ['a value without its id', JSON.stringify({ key: 'canary' })],
  ['an empty key', JSON.stringify({ keyId: '1', key: '' })],
  ['no text in the key', JSON.stringify({ keyId: '1', key: { kty: 'EC' } })],
])('is not in %s', (_, text) => {
  expect(read(text)).toBeUndefined();
});
