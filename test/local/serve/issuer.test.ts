import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { jwtAuthorizer } from '../../../local/serve/http/authorizer.ts';
import { AUDIENCE, type Issuer, issuerAt, issuerKey } from '../../../local/serve/issuer.ts';

const URL = 'http://127.0.0.1:4600';
const JANE = { subject: 'local-jane', groups: ['agent', 'approver:identity'], email: 'jane@example.com' };

let folder: string;
let key: JWK;
let issuer: Issuer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-issuer-'));
  key = await issuerKey(folder);
  issuer = issuerAt(URL, key);
});
afterAll(() => rm(folder, { recursive: true }));

const authorizer = () => jwtAuthorizer({ issuer: URL, audience: AUDIENCE, keys: issuer.keys });

/** A token that is good but for what the test changes. */
async function signed(change: (token: SignJWT) => SignJWT, by: JWK = key, kid = key.kid ?? ''): Promise<string> {
  const token = new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid })
    .setIssuer(URL)
    .setAudience(AUDIENCE)
    .setSubject('local-jane')
    .setExpirationTime('1h');
  return `Bearer ${await change(token).sign(await importJWK(by, 'RS256'))}`;
}

describe('the local issuer', () => {
  it('keeps its key, readable by its owner only', async () => {
    expect(await issuerKey(folder)).toEqual(key);
    expect((await stat(join(folder, 'issuer-key.json'))).mode & 0o777).toBe(0o600);
  });

  it('signs tokens that are good for 12 hours', async () => {
    const { iat = 0, exp = 0, aud } = decodeJwt(await issuer.sign(JANE));
    expect(exp - iat).toBe(12 * 3600);
    expect(aud).toBe(AUDIENCE);
  });
});

describe('the JWT authorizer', () => {
  it('hands claims on as text, lists in brackets, as API Gateway does', async () => {
    expect(await authorizer()(`Bearer ${await issuer.sign(JANE)}`)).toMatchObject({
      sub: 'local-jane',
      email: 'jane@example.com',
      'cognito:groups': '[agent approver:identity]',
      aud: AUDIENCE,
      exp: expect.stringMatching(/^\d+$/),
    });
  });

  it('takes a token signed as the refused ones below are', async () => {
    expect(await authorizer()(await signed((token) => token))).toMatchObject({ sub: 'local-jane' });
  });

  it.each<[string, (token: SignJWT) => SignJWT]>([
    ['another issuer', (token) => token.setIssuer('http://127.0.0.1:4601')],
    ['another audience', (token) => token.setAudience('somebody-else')],
    ['an end in the past', (token) => token.setExpirationTime('-1s')],
    ['a beginning in the future', (token) => token.setNotBefore('1h')],
  ])('refuses a token with %s', async (_, change) => {
    expect(await authorizer()(await signed(change))).toBeUndefined();
  });

  it('refuses a token of an unknown key', async () => {
    expect(await authorizer()(await signed((token) => token, key, 'other'))).toBeUndefined();
  });

  it('refuses a token that names the right key and is signed by another', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    expect(await authorizer()(await signed((token) => token, await exportJWK(privateKey)))).toBeUndefined();
  });

  it('refuses a token that is signed with the published key as a shared secret', async () => {
    const forged = await new SignJWT({ sub: 'local-adam' })
      .setProtectedHeader({ alg: 'HS256', kid: key.kid ?? '' })
      .setIssuer(URL)
      .setAudience(AUDIENCE)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(key.n));
    expect(await authorizer()(`Bearer ${forged}`)).toBeUndefined();
  });

  it('refuses a token without an end', async () => {
    const endless = await new SignJWT({ sub: 'local-adam' })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid ?? '' })
      .setIssuer(URL)
      .setAudience(AUDIENCE)
      .sign(await importJWK(key, 'RS256'));
    expect(await authorizer()(`Bearer ${endless}`)).toBeUndefined();
  });

  it.each([[undefined], [''], ['Bearer '], ['Bearer x.y.z'], ['Basic abc']])('refuses %j', async (header) => {
    expect(await authorizer()(header)).toBeUndefined();
  });
});
