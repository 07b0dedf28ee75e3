import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { OidcTokenVerifier } from '../../../lambdas/adapters/oidc/token-verifier.ts';

/** An issuer on loopback, as OpenID Connect Discovery 1.0 describes one. */
class TestIssuer {
  keys: JWK[] = [];
  document: Record<string, unknown> | undefined;
  readonly asked: string[] = [];
  #server: Server | undefined;
  url = '';

  async start(): Promise<void> {
    this.#server = createServer(({ url = '' }, response) => {
      this.asked.push(url);
      const found = url.endsWith('openid-configuration')
        ? this.document
        : url === '/keys'
          ? { keys: this.keys }
          : undefined;
      response.writeHead(found === undefined ? 503 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(found ?? {}));
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.document = { issuer: this.url, jwks_uri: `${this.url}/keys` };
  }

  stop = () => new Promise((resolve) => this.#server?.close(resolve));
}

const issuer = new TestIssuer();
beforeEach(() => issuer.start());
afterEach(async () => {
  issuer.asked.length = 0;
  issuer.keys = [];
  await issuer.stop();
});

async function key(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  issuer.keys.push({ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' });
  return (claims: Record<string, unknown>, expires = '1h') =>
    new SignJWT({ iss: issuer.url, sub: 'jane', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(privateKey);
}

const verifier = () => new OidcTokenVerifier({ issuer: issuer.url, audience: ['console', 'cli'] });

describe('tokens of an issuer', () => {
  it('are believed by the keys that it publishes, which are read once', async () => {
    const sign = await key('one');
    const tokens = verifier();
    for (let time = 0; time < 3; time += 1)
      expect(await tokens.verify(await sign({ aud: 'cli', groups: ['a', 'b'] }))).toMatchObject({
        sub: 'jane',
        groups: ['a', 'b'],
      });
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it.each([
    [{ aud: 'console' }, true],
    [{ aud: ['x', 'cli'] }, true],
    [{ client_id: 'cli' }, true],
    [{ aud: 'x', client_id: 'cli' }, false],
    [{ aud: 'cli console' }, false],
    [{}, false],
  ])('are for us by `aud`, or by `client_id` where there is none: %j', async (claims, isOurs) => {
    const sign = await key('one');
    expect((await verifier().verify(await sign(claims))) !== undefined).toBe(isOurs);
  });

  it.each([
    ['of another issuer', { aud: 'cli', iss: 'https://other.example' }, '1h'],
    ['whose time is over', { aud: 'cli' }, '-1s'],
    ['without a subject', { aud: 'cli', sub: undefined }, '1h'],
  ])('are not believed %s', async (_, claims, expires) => {
    const sign = await key('one');
    expect(await verifier().verify(await sign(claims, expires))).toBeUndefined();
  });

  it.each([
    ['of Cognito', { token_use: 'id' }],
    ['of Keycloak', { typ: 'ID' }],
    ['beside an access token', { at_hash: 'x' }],
    ['beside a code', { c_hash: 'x' }],
  ])('are not believed when they are ID tokens, which are for the program that signs in: %s', async (_, claims) => {
    const sign = await key('one');
    expect(await verifier().verify(await sign({ aud: 'cli', ...claims }))).toBeUndefined();
    expect(await verifier().verify(await sign({ aud: 'cli', token_use: 'access' }))).toBeDefined();
  });

  it('are not believed with a key that it does not have, or no key at all', async () => {
    const sign = await key('one');
    const token = await sign({ aud: 'cli' });
    issuer.keys = [];
    await key('two');
    expect(await verifier().verify(token)).toBeUndefined();
    const [, payload] = token.split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    for (const text of [none, '', 'a.b.c', 'x'.repeat(10_000)]) expect(await verifier().verify(text)).toBeUndefined();
  });

  it('are no strangers’ while the issuer does not answer: the request is to be tried again', async () => {
    const sign = await key('one');
    const token = await sign({ aud: 'cli' });
    const tokens = verifier();
    const { document } = issuer;
    issuer.document = undefined;
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    issuer.document = { ...document, jwks_uri: `${issuer.url}/gone` };
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    issuer.document = { ...document, issuer: 'https://other.example' };
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    issuer.document = document;
    expect(await tokens.verify(token)).toMatchObject({ sub: 'jane' });
  });
});
