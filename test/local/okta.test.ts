import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LocalOkta } from '../../local/okta/api.ts';
import { Org } from '../../local/okta/org.ts';
import { APP, PRIVATE_KEY } from '../contracts/endpoints/okta.ts';

const NOW = Date.parse('2026-11-20T10:00:00.000Z');
const TOKEN = new URL('https://acme.okta.com/oauth2/v1/token');
const AT = NOW / 1000;

const key = createPrivateKey({ key: JSON.parse(PRIVATE_KEY) as Record<string, string>, format: 'jwk' });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function proof(claims: object = {}, header: object = {}): string {
  const whole = { iss: APP.clientId, sub: APP.clientId, aud: TOKEN.href, iat: AT, exp: AT + 60, jti: randomUUID() };
  const signed = `${part({ alg: 'ES256', kid: 'key-1', typ: 'JWT', ...header })}.${part({ ...whole, ...claims })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

function inMemory() {
  const org = new Org(() => NOW);
  const jane = org.addUser('jane@acme.example');
  const { handle } = new LocalOkta(org, APP, () => NOW);
  const token = (client_assertion: string, over: object = {}) => {
    const form = {
      grant_type: 'client_credentials',
      scope: APP.scopes.join(' '),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      ...{ client_assertion, ...over },
    };
    return handle(TOKEN, { method: 'POST', body: new URLSearchParams(form).toString() });
  };
  const call = async (method: string, path: string, body?: unknown) => {
    const { access_token: bearer } = (await (await token(proof())).json()) as { readonly access_token: string };
    const headers = { authorization: `Bearer ${bearer}` };
    const sent = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return handle(new URL(`https://acme.okta.com/api/v1/users/${jane.id}${path}`), sent);
  };
  return { org, jane, token, call, handle };
}

describe('the org in memory', () => {
  it('gives a token for a proof, once', async () => {
    const { token } = inMemory();
    const once = proof();
    expect((await token(once)).status).toBe(200);
    expect((await token(once)).status).toBe(401);
  });

  it.each([
    ['for another endpoint', proof({ aud: 'https://evil.example/token' })],
    ['of another app', proof({ iss: '0oa9' })],
    ['that has ended', proof({ exp: AT - 1 })],
    ['that lives for more than an hour', proof({ exp: AT + 3_601 })],
    ['of the future', proof({ iat: AT + 60, exp: AT + 120 })],
    ['without a name of its own', proof({ jti: '' })],
    ['with another key’s name', proof({}, { kid: 'key-2' })],
    ['that is not signed', proof({}, { alg: 'none' })],
    ['that was changed', `${proof().slice(0, -4)}AAAA`],
    ['that is no JSON', 'a.b.c'],
  ])('gives none for a proof %s', async (_, assertion) => {
    expect((await inMemory().token(assertion)).status).toBe(401);
  });

  it('gives none for a scope that was not granted, or for another grant', async () => {
    const { token } = inMemory();
    const answer = await token(proof(), { scope: 'okta.users.read okta.apps.manage' });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_scope' }]);
    expect((await token(proof(), { grant_type: 'password' })).status).toBe(400);
  });

  it('refuses a path, a parameter or a body that Okta does not have', async () => {
    const { call, org } = inMemory();
    expect((await call('GET', '/nothing')).status).toBe(405);
    expect((await call('DELETE', '/sessions?all=true')).status).toBe(400);
    expect((await call('POST', '/lifecycle/reset_password')).status).toBe(400);
    const code = { authenticatorId: org.codes?.id, profile: { multiUse: false, ttl: '60' } };
    for (const wrong of [
      { ...code, authenticatorId: 'aut9' },
      { ...code, profile: { multiUse: false, ttl: 60 } },
      { ...code, profile: { multiUse: false, ttl: '9' } },
      { ...code, profile: { multiUse: false, ttl: '14401' } },
    ])
      expect((await call('POST', '/authenticator-enrollments/tac', wrong)).status).toBe(400);
    expect((await call('POST', '/authenticator-enrollments/tac', code)).status).toBe(200);
  });

  it('shows a code when it is made and never again; a new one replaces it', async () => {
    const { call, org, jane } = inMemory();
    const wanted = { authenticatorId: org.codes?.id, profile: { multiUse: false, ttl: '60' } };
    const made = JSON.stringify(await (await call('POST', '/authenticator-enrollments/tac', wanted)).json());
    const first = jane.code?.value ?? '';
    expect(made).toContain(first);
    await call('POST', '/authenticator-enrollments/tac', wanted);
    const listed = JSON.stringify(await (await call('GET', '/authenticator-enrollments')).json());
    expect(listed).not.toContain('"tac":"');
    expect(org.signInWithCode(jane.login, first)).toBe(false);
  });

  it('suspends who is active, unlocks who is locked out, and resets nobody who is suspended', async () => {
    const { call, jane } = inMemory();
    expect((await call('POST', '/lifecycle/unlock')).status).toBe(403);
    expect((await call('POST', '/lifecycle/suspend')).status).toBe(200);
    for (const path of [
      '/lifecycle/suspend',
      '/lifecycle/unlock',
      '/lifecycle/reset_password?sendEmail=false',
      '/lifecycle/expire_password_with_temp_password',
    ])
      expect((await call('POST', path)).status).toBeGreaterThanOrEqual(400);
    expect(jane.status).toBe('SUSPENDED');
  });

  it('refuses whoever has no token, and answers at its own address alone', async () => {
    const { handle, jane } = inMemory();
    const url = new URL(`https://acme.okta.com/api/v1/users/${jane.id}`);
    expect((await handle(url, { method: 'GET' })).status).toBe(401);
    await expect(handle(new URL('https://other.okta.com/api/v1/users/me'), { method: 'GET' })).rejects.toThrow();
  });
});
