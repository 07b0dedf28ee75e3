import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { assertionOf } from '../../../../lambdas/adapters/connectors/okta/assertion.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { APP, PRIVATE_KEY } from '../../../contracts/endpoints/okta.ts';

const AUDIENCE = 'https://acme.okta.com/oauth2/v1/token';
const NOW = Date.parse('2026-11-20T10:00:00.000Z');

const proofWith = (key: string): string =>
  assertionOf({ clientId: APP.clientId, privateKey: new Secret(key) }, AUDIENCE, NOW);
const read = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

describe('the proof of a service app', () => {
  it('says who it is, for whom, for five minutes and once', () => {
    const [one, other] = [proofWith(PRIVATE_KEY).split('.'), proofWith(PRIVATE_KEY).split('.')];
    const { clientId } = APP;
    expect(read(one[1])).toMatchObject({
      iss: clientId,
      sub: clientId,
      aud: AUDIENCE,
      iat: NOW / 1000,
      exp: NOW / 1000 + 300,
    });
    expect(read(one[0])).toEqual({ alg: 'ES256', kid: 'key-1', typ: 'JWT' });
    expect(read(one[1])).not.toEqual(read(other[1]));
  });

  it('is signed with RSA, as Okta makes keys', () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const proof = proofWith(JSON.stringify({ ...pair.privateKey.export({ format: 'jwk' }), kid: 'rsa-1' }));
    const [head = '', payload = '', signature = ''] = proof.split('.');
    expect(read(head)).toEqual({ alg: 'RS256', kid: 'rsa-1', typ: 'JWT' });
    const key = createPublicKey({ key: pair.publicKey.export({ format: 'jwk' }), format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  const curve = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'jwk' });
  it.each([
    ['text', 'canary no key'],
    ['a key without a name', JSON.stringify({ ...(JSON.parse(PRIVATE_KEY) as object), kid: undefined })],
    ['half of a key', JSON.stringify({ kty: 'EC', kid: 'key-1', crv: 'P-256', d: 'canary' })],
    ['a public key', JSON.stringify({ ...APP.publicKey, use: 'canary' })],
    ['a key of another curve', JSON.stringify({ ...curve, kid: 'canary' })],
  ])('is not made with %s, which no error shows; operators can replace it', (_, key) => {
    let error: unknown;
    try {
      proofWith(key);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'credentials', retryable: true });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });
});
