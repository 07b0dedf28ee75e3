import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { OidcTokenVerifier } from '../../../../lambdas/adapters/oidc/token-verifier.ts';
import { LOOPBACK_PORTS, loopbackAddress } from '../../../../lambdas/contract/sign-in.ts';
import { assuranceIn } from '../../../../lambdas/http/actor.ts';
import { demoPerson } from '../../../../local/directory/people.ts';
import { AUDIENCE } from '../../../../local/serve/issuer.ts';
import { CLIENT, SCOPES } from '../../../../local/serve/sign-in/provider.ts';
import { type Picks, signInAs } from '../../../support/browser.ts';
import { type LocalIssuer, localIssuer } from '../../../support/local-issuer.ts';

let issuer: LocalIssuer;
beforeAll(async () => {
  issuer = await localIssuer();
});
afterAll(() => issuer.close());

const REDIRECT = loopbackAddress(LOOPBACK_PORTS[0]);
const VERIFIER = randomBytes(32).toString('base64url');
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

const request = (changes: Readonly<Record<string, string>> = {}): URL => {
  const url = new URL('/oidc/authorize', issuer.url);
  const asked = {
    ...{ response_type: 'code', client_id: CLIENT, redirect_uri: REDIRECT, scope: SCOPES, state: 's', nonce: 'n' },
    ...{ code_challenge: CHALLENGE, code_challenge_method: 'S256' },
  };
  for (const [name, value] of Object.entries({ ...asked, ...changes }))
    if (value !== '') url.searchParams.set(name, value);
  return url;
};

interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
}

const tokenCall = (fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${issuer.url}/oidc/token`, { method: 'POST', body: new URLSearchParams({ client_id: CLIENT, ...fields }) });

const exchange = (code: string, verifier = VERIFIER): Promise<Response> =>
  tokenCall({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier });

async function signedIn(picks: Picks, changes: Readonly<Record<string, string>> = {}): Promise<Tokens> {
  const back = await signInAs(request(changes), picks);
  return (await (await exchange(back.searchParams.get('code') ?? '')).json()) as Tokens;
}

const verified = (token: string) => new OidcTokenVerifier({ issuer: issuer.url, audience: [AUDIENCE] }).verify(token);

describe('the sign-in of the local system', () => {
  it('gives a token that the API takes as it takes those of a deployed issuer', async () => {
    const { access_token } = await signedIn({ person: 'alex' });
    const claims = await verified(access_token);
    expect(claims).toMatchObject({ sub: 'local-alex', 'cognito:groups': demoPerson('alex').groups });
    expect(assuranceIn(claims ?? {}, 1)).toBe(2);
  });

  it('says so when only one factor was used', async () => {
    const { access_token } = await signedIn({ person: 'ida', factors: 'one' });
    expect(assuranceIn((await verified(access_token)) ?? {}, 1)).toBe(1);
  });

  it('keeps the factors over a refresh, and takes a refresh token once', async () => {
    const first = await signedIn({ person: 'ida', factors: 'one' });
    const again = await tokenCall({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    const { access_token } = (await again.json()) as Tokens;
    expect(assuranceIn((await verified(access_token)) ?? {}, 1)).toBe(1);
    const twice = await tokenCall({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect([twice.status, await twice.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  it('says who answers, and for which request', async () => {
    const back = await signInAs(request(), { person: 'alex' });
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ state: 's', iss: issuer.url });
    const { id_token } = (await (await exchange(back.searchParams.get('code') ?? '')).json()) as Tokens;
    expect(decodeJwt(id_token)).toMatchObject({ nonce: 'n', aud: CLIENT, iss: issuer.url });
  });

  it('gives nothing for a stolen code: another verifier, or the code a second time', async () => {
    const stolen = await signInAs(request(), { person: 'alex' });
    const other = await exchange(stolen.searchParams.get('code') ?? '', randomBytes(32).toString('base64url'));
    const back = await signInAs(request(), { person: 'alex' });
    const code = back.searchParams.get('code') ?? '';
    expect((await exchange(code)).status).toBe(200);
    const twice = await exchange(code);
    for (const refused of [other, twice])
      expect([refused.status, await refused.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  it('refuses a request without PKCE, and one that would send the code elsewhere', async () => {
    const plain = await signInAs(request({ code_challenge: '', code_challenge_method: '' }), { person: 'alex' });
    expect(plain.searchParams.get('error')).toBe('invalid_request');
    const elsewhere = await fetch(request({ redirect_uri: 'http://localhost:9999/signed-in' }), { redirect: 'manual' });
    expect(elsewhere.status).toBe(400);
  });

  it.each([
    ['another port', 'http://localhost:47314/signed-in'],
    ['no port', 'http://localhost/signed-in'],
    ['the address instead of the name', 'http://127.0.0.1:47311/signed-in'],
    ['a slash more', 'http://localhost:47311/signed-in/'],
    ['a query', 'http://localhost:47311/signed-in?from=here'],
  ])('compares the whole address to come back to, as Cognito does: not %s', async (_, redirect) => {
    for (const port of LOOPBACK_PORTS)
      expect((await fetch(request({ redirect_uri: loopbackAddress(port) }), { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(request({ redirect_uri: redirect }), { redirect: 'manual' })).status).toBe(400);
  });

  it('gives access tokens that outlive the sign-in, as Cognito does: for a quarter of an hour, and no refresh', async () => {
    const { access_token, refresh_token } = await signedIn({ person: 'alex' });
    const token = new URLSearchParams({ client_id: CLIENT, token: refresh_token });
    expect((await fetch(`${issuer.url}/oidc/revoke`, { method: 'POST', body: token })).status).toBe(200);
    expect((await tokenCall({ grant_type: 'refresh_token', refresh_token })).status).toBe(400);
    expect(await verified(access_token)).toMatchObject({ sub: 'local-alex' });
    const { iat = 0, exp = 0 } = decodeJwt(access_token);
    expect(exp - iat).toBe(900);
  });

  it('gives a token of another audience for another resource, which the API refuses', async () => {
    const { access_token } = await signedIn({ person: 'alex' }, { resource: 'https://elsewhere.example.com/' });
    expect(decodeJwt(access_token).aud).toBe('https://elsewhere.example.com/');
    expect(await verified(access_token)).toBeUndefined();
  });

  it('shows a page to pick from, to the browser of the sign-in only', async () => {
    const begun = await fetch(request(), { redirect: 'manual' });
    const address = new URL(begun.headers.get('location') ?? '', issuer.url);
    const cookie = begun.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const [own, other] = await Promise.all([fetch(address, { headers: { cookie } }), fetch(address)]);
    expect([own.status, await own.text()]).toEqual([200, expect.stringContaining('Who do you want to be?')]);
    expect([other.status, await other.text()]).toEqual([400, expect.stringContaining('This sign-in is over.')]);
  });

  it('signs in whom somebody has registered besides the demo, with the groups that are named', async () => {
    const { access_token } = await signedIn({ person: '', subject: 'new-7', groups: ' verifier  approver:identity ' });
    expect(await verified(access_token)).toMatchObject({
      sub: 'new-7',
      'cognito:groups': ['verifier', 'approver:identity'],
    });
  });

  it('gives a demo person no other groups, and refuses a subject that is none', async () => {
    const { access_token } = await signedIn({ person: '', subject: 'local-alex', groups: 'admin' });
    expect((await verified(access_token))?.['cognito:groups']).toEqual(demoPerson('alex').groups);
    for (const subject of ['', 'two words', 'x'.repeat(201)])
      await expect(signedIn({ person: '', subject })).rejects.toThrow(': 400 ');
  });

  it('publishes no private part of its key', async () => {
    const keys = await (await fetch(`${issuer.url}/.well-known/jwks.json`)).text();
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(keys).not.toContain(`"${name}":`);
  });

  it('answers to its own name only', async () => {
    const { port } = new URL(issuer.url);
    expect((await fetch(`http://localhost:${port}/.well-known/openid-configuration`)).status).toBe(421);
  });
});
