import { describe, expect, it } from '@jest/globals';
import { LocalGraph } from '../../local/entra/graph.ts';
import { Tenant } from '../../local/entra/tenant.ts';
import { REGISTRATION } from '../contracts/endpoints/entra.ts';

const NAME = 'jane@contoso.example';

async function signedIn(permissions = REGISTRATION.permissions, named = { 'user-agent': 'test/1.0' } as object) {
  const tenant = new Tenant();
  const jane = tenant.addUser(NAME);
  const graph = new LocalGraph(tenant, { ...REGISTRATION, permissions });
  const url = new URL(`https://login.microsoftonline.com/${tenant.id}/oauth2/v2.0/token`);
  const form = {
    ...{ client_id: REGISTRATION.clientId, client_secret: REGISTRATION.clientSecret },
    ...{ scope: 'https://graph.microsoft.com/.default', grant_type: 'client_credentials' },
  };
  const token = async (over: Partial<typeof form> = {}) =>
    graph.handle(url, { method: 'POST', body: new URLSearchParams({ ...form, ...over }).toString() });
  const { access_token: bearer } = (await (await token()).json()) as { readonly access_token: string };
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${bearer}`, ...named };
    const version = path.startsWith('/beta') ? '' : '/v1.0';
    const answer = await graph.handle(new URL(`https://graph.microsoft.com${version}${path}`), {
      ...{ method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  return { tenant, jane, token, call };
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

describe('devices of the tenant in memory', () => {
  const KEYS = '/informationProtection/bitlocker/recoveryKeys';
  const of = (deviceId: string): string => `${KEYS}?$filter=${encodeURIComponent(`deviceId eq '${deviceId}'`)}`;

  it('list their keys without the digits, also when they are asked for, and say one key’s where it is asked for', async () => {
    const { tenant, call } = await signedIn();
    const laptop = tenant.devices.add('LAPTOP-42');
    const [key] = tenant.devices.keys;
    for (const more of ['', '&$select=id,key']) {
      const { status, body } = await call('GET', `${of(laptop.deviceId)}${more}`);
      expect([status, JSON.stringify(body).includes(key?.digits ?? '')]).toEqual([200, false]);
    }
    expect((await call('GET', `${KEYS}/${key?.id}`)).body).not.toHaveProperty('key');
    expect(tenant.devices.reads).toEqual([]);
    expect((await call('GET', `${KEYS}/${key?.id}?$select=key`)).body).toMatchObject({ key: key?.digits });
    expect(tenant.devices.reads).toHaveLength(1);
  });

  it.each([
    ['a list of all keys', 'GET', KEYS, 400],
    ['a list by another field', 'GET', `${KEYS}?$filter=${encodeURIComponent("volumeType eq '1'")}`, 400],
    ['a list of all devices', 'GET', '/devices', 400],
    ['a list of all managed devices', 'GET', '/deviceManagement/managedDevices', 400],
    ['a field that a device has not', 'GET', "/devices(deviceId='nobody')?$select=favouriteColour", 404],
    ['nobody’s key', 'GET', `${KEYS}/nobody?$select=key`, 404],
    [
      'a device that Intune does not know',
      'POST',
      '/beta/deviceManagement/managedDevices/nobody/rotateBitLockerKeys',
      404,
    ],
    ['an order at v1.0', 'POST', '/deviceManagement/managedDevices/nobody/rotateBitLockerKeys', 400],
  ])('refuse %s', async (_, method, path, status) => {
    const { call } = await signedIn();
    expect(await call(method, path)).toMatchObject({ status, body: { error: { code: expect.any(String) } } });
  });

  it('say no key to a caller without a name, and to one that may read what is basic only', async () => {
    const nameless = await signedIn(REGISTRATION.permissions, {});
    const laptop = nameless.tenant.devices.add('LAPTOP-42');
    expect((await nameless.call('GET', of(laptop.deviceId))).status).toBe(400);
    const basic = await signedIn(['BitlockerKey.ReadBasic.All']);
    const other = basic.tenant.devices.add('LAPTOP-43');
    const [key] = basic.tenant.devices.keys;
    expect((await basic.call('GET', of(other.deviceId))).status).toBe(200);
    expect(await basic.call('GET', `${KEYS}/${key?.id}?$select=key`)).toMatchObject({
      ...{ status: 403, body: { error: { code: 'Authorization_RequestDenied' } } },
    });
    expect(basic.tenant.devices.reads).toEqual([]);
  });

  it('replace their key when they are online, once for each order, and only then remove the old one', async () => {
    const { tenant, call } = await signedIn();
    const laptop = tenant.devices.add('LAPTOP-42', { isOnline: false });
    const before = tenant.devices.keys[0]?.digits ?? '';
    const path = `/beta/deviceManagement/managedDevices/${laptop.managedId}/rotateBitLockerKeys`;
    expect((await call('POST', path, {})).status).toBe(204);
    expect([tenant.devices.opens(laptop, before), tenant.devices.keys.length]).toEqual([true, 1]);
    tenant.devices.comeOnline(laptop);
    tenant.devices.comeOnline(laptop);
    expect([tenant.devices.opens(laptop, before), tenant.devices.keys.length]).toEqual([false, 2]);
    expect(tenant.devices.opens(laptop, tenant.devices.keys[1]?.digits ?? '')).toBe(true);
  });
});
