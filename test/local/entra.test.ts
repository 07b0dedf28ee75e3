import { describe, expect, it } from '@jest/globals';
import { LocalGraph } from '../../local/entra/graph.ts';
import { Tenant } from '../../local/entra/tenant.ts';
import { REGISTRATION } from '../contracts/endpoints/entra.ts';

const NAME = 'jane@contoso.example';

async function signedIn() {
  const tenant = new Tenant();
  const jane = tenant.addUser(NAME);
  const graph = new LocalGraph(tenant, REGISTRATION);
  const url = new URL(`https://login.microsoftonline.com/${tenant.id}/oauth2/v2.0/token`);
  const form = {
    ...{ client_id: REGISTRATION.clientId, client_secret: REGISTRATION.clientSecret },
    ...{ scope: 'https://graph.microsoft.com/.default', grant_type: 'client_credentials' },
  };
  const token = async (over: Partial<typeof form> = {}) =>
    graph.handle(url, { method: 'POST', body: new URLSearchParams({ ...form, ...over }).toString() });
  const { access_token: bearer } = (await (await token()).json()) as { readonly access_token: string };
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${bearer}` };
    const answer = await graph.handle(new URL(`https://graph.microsoft.com/v1.0${path}`), {
      ...{ method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  return { jane, token, call };
}

describe('the tenant in memory', () => {
  it.each([
    { client_secret: 'wrong' },
    { client_id: 'wrong' },
    { grant_type: 'password' },
    { scope: 'https://graph.microsoft.com/User.Read.All' },
  ])('gives no token for %j', async (over) => {
    const { token } = await signedIn();
    expect((await token(over)).status).toBe(401);
  });

  it('refuses a path, a field and a body that Graph does not know, in the shape of Graph', async () => {
    const { call } = await signedIn();
    for (const [method, path, body] of [
      ['GET', `/users/${NAME}/passwords`, undefined],
      ['PUT', `/users/${NAME}`, { accountEnabled: false }],
      ['GET', `/users/${NAME}?$select=id,favouriteColour`, undefined],
      ['PATCH', `/users/${NAME}`, { accountEnabled: 'no' }],
      [
        'POST',
        `/users/${NAME}/authentication/temporaryAccessPassMethods`,
        { lifetimeInMinutes: 5, isUsableOnce: true },
      ],
      [
        'POST',
        `/users/${NAME}/authentication/temporaryAccessPassMethods`,
        { lifetimeInMinutes: 30, isUsableOnce: true },
      ],
    ] as const)
      expect(await call(method, path, body)).toMatchObject({
        status: 400,
        body: {
          error: {
            code: expect.any(String),
            message: expect.any(String),
            innerError: { 'request-id': expect.any(String) },
          },
        },
      });
  });

  it('shows the value of a pass once, and keeps one pass for a user', async () => {
    const { call, jane } = await signedIn();
    const path = `/users/${jane.id}/authentication/temporaryAccessPassMethods`;
    const wanted = { lifetimeInMinutes: 60, isUsableOnce: true };
    const first = await call('POST', path, wanted);
    expect(first).toMatchObject({ status: 201, body: { temporaryAccessPass: expect.any(String), isUsable: true } });
    const second = (await call('POST', path, wanted)).body as { readonly id: string };
    expect((await call('GET', path)).body).toMatchObject({ value: [{ id: second.id, temporaryAccessPass: null }] });
  });

  it('removes the default method after the others', async () => {
    const { call, jane } = await signedIn();
    const methods = [
      { id: 'app', kind: 'microsoftAuthenticatorAuthenticationMethod' },
      { id: 'phone', kind: 'phoneAuthenticationMethod' },
    ];
    jane.methods = [...jane.methods, ...methods];
    const remove = async (name: string, id: string) =>
      (await call('DELETE', `/users/${NAME}/authentication/${name}/${id}`)).status;
    expect(await remove('phoneMethods', 'app')).toBe(404);
    expect(await remove('microsoftAuthenticatorMethods', 'app')).toBe(400);
    expect(await remove('phoneMethods', 'phone')).toBe(204);
    expect(await remove('microsoftAuthenticatorMethods', 'app')).toBe(204);
    expect(await remove('microsoftAuthenticatorMethods', 'app')).toBe(404);
  });
});
