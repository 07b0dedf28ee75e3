import { describe, expect, it } from '@jest/globals';
import { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { EntraHealth } from '../../../../lambdas/adapters/connectors/entra/health.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant } from '../../../../local/entra/tenant.ts';
import { groupNamed, REGISTRATION } from '../../../contracts/endpoints/entra.ts';

/** The permissions of the reader in `docs/integrations/entra.md`. */
const READER = [
  ...['User.Read.All', 'GroupMember.Read.All', 'RoleManagement.Read.Directory', 'Policy.Read.All'],
  'UserAuthenticationMethod.Read.All',
];

const tenant = new Tenant();
tenant.addUser('jane@contoso.example').groups = [groupNamed('everybody')];

/** What it needs besides, where keys of disks are released. */
const OF_DEVICES = ['BitlockerKey.ReadBasic.All', 'Device.Read.All', 'DeviceManagementManagedDevices.Read.All'];

/** What the doctor says of an application with these permissions. */
function flawWith(
  permissions: readonly string[],
  over: { readonly clientSecret?: string; readonly diskKeys?: boolean } = {},
  instead?: Send,
) {
  const { clientId, clientSecret } = REGISTRATION;
  const send = instead ?? new LocalGraph(tenant, { ...REGISTRATION, permissions }).handle;
  const own = { tenant: tenant.id, clientId, clientSecret: new Secret(over.clientSecret ?? clientSecret) };
  const { diskKeys = false } = over;
  return new EntraHealth(new Graph({ application: async () => own, send }), { diskKeys }).flaw();
}

describe('the application that reads a tenant', () => {
  it('is well with its permissions and no more, and changes nothing', async () => {
    const before = structuredClone([...tenant.users.values()]);
    expect(await flawWith(READER)).toBeNull();
    expect([...tenant.users.values()]).toEqual(before);
  });

  it.each(READER)('is not well without the permission `%s`', async (missing) => {
    expect(await flawWith(READER.filter((one) => one !== missing))).toBe('access-denied');
  });

  it.each(['User.RevokeSessions.All', 'User.EnableDisableAccount.All', 'UserAuthenticationMethod.ReadWrite.All'])(
    'is not well with `%s` of the operator',
    async (more) => {
      expect(await flawWith([...READER, more])).toBe('reader-can-change');
    },
  );

  describe('where keys of disks are released', () => {
    const flaw = (permissions: readonly string[]) => flawWith(permissions, { diskKeys: true });

    it('is well when it may also find devices and see which keys there are, and reads none by being looked at', async () => {
      tenant.devices.add('LAPTOP-42');
      expect(await flaw([...READER, ...OF_DEVICES])).toBeNull();
      expect(tenant.devices.reads).toEqual([]);
    });

    it.each(OF_DEVICES)('is not well without the permission `%s`', async (missing) => {
      expect(await flaw([...READER, ...OF_DEVICES].filter((one) => one !== missing))).toBe('access-denied');
    });

    it('is not well where it may order a device, or read a key itself', async () => {
      const orders = 'DeviceManagementManagedDevices.PrivilegedOperations.All';
      expect(await flaw([...READER, ...OF_DEVICES, orders])).toBe('reader-can-change');
      expect(await flaw([...READER, ...OF_DEVICES, 'BitlockerKey.Read.All'])).toBe('reader-reads-keys');
    });
  });

  it('is not well with the secret of another application', async () => {
    expect(await flawWith(READER, { clientSecret: 'canary-of-another-one-of-forty-characters' })).toBe('credentials');
  });

  it('is not well where groups have no names for it', async () => {
    const { handle } = new LocalGraph(tenant, { ...REGISTRATION, permissions: READER });
    const nameless: Send = async (url, request) =>
      url.pathname === '/v1.0/groups'
        ? Response.json({ value: [{ id: 'g', displayName: null }] })
        : handle(url, request);
    expect(await flawWith(READER, {}, nameless)).toBe('access-denied');
  });

  it('says nothing of itself while Microsoft does not answer', async () => {
    const silent: Send = async () => new Response(null, { status: 503 });
    await expect(flawWith(READER, {}, silent)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
