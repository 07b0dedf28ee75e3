import { beforeEach, describe, expect, it } from '@jest/globals';
import { EntraDevices, isDeviceTarget } from '../../../../lambdas/adapters/connectors/entra/devices.ts';
import { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { parseGroupTiers } from '../../../../lambdas/adapters/connectors/group-tiers.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { flawOfScope } from '../../../../lambdas/core/registry/scope.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import type { TenantDevice } from '../../../../local/entra/devices.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant } from '../../../../local/entra/tenant.ts';
import { groupNamed, REGISTRATION } from '../../../contracts/endpoints/entra.ts';

const NAME = 'LAPTOP-42';
const TIERS = parseGroupTiers('admin*=privileged,tier-0=critical');

it('is named by what no name of a user can begin with', () => {
  expect(['device/a', 'device/', 'Device/a', 'device', 'jane@contoso.example'].map(isDeviceTarget)).toEqual([
    ...[true, true, false, false, false],
  ]);
});

describe('a laptop of a tenant', () => {
  let tenant: Tenant;
  let laptop: TenantDevice;
  let devices: EntraDevices;

  beforeEach(() => {
    tenant = new Tenant();
    laptop = tenant.devices.add(NAME);
    devices = devicesOf(REGISTRATION.permissions);
  });

  const devicesOf = (
    permissions: readonly string[],
    between: (local: Send, ...call: Parameters<Send>) => Promise<Response> = (local, ...call) => local(...call),
  ): EntraDevices => {
    const { clientId, clientSecret } = REGISTRATION;
    const application = { tenant: tenant.id, clientId, clientSecret: new Secret(clientSecret) };
    const { handle } = new LocalGraph(tenant, { ...REGISTRATION, permissions });
    const send: Send = (...call) => between(handle, ...call);
    return new EntraDevices(new Graph({ application: async () => application, send }), TIERS);
  };

  it('is one by its name in any case, by its device id in any case, and by no other id', async () => {
    const { id, deviceId } = laptop;
    for (const name of [NAME, 'laptop-42', deviceId, deviceId.toUpperCase()])
      expect([name, await devices.identityOf(`device/${name}`)]).toEqual([name, id]);
    for (const name of ['', 'LAPTOP-4', id, `${NAME}'`])
      expect([name, await devices.identityOf(`device/${name}`)]).toEqual([name, undefined]);
  });

  it('is nobody where several have its name, and each by its device id', async () => {
    const twin = tenant.devices.add(NAME.toLowerCase());
    const read = () => devices.identityOf(`device/${NAME}`);
    await expect(read()).rejects.toMatchObject({ code: 'device-ambiguous', retryable: false });
    await expect(devices.tierOf(`device/${NAME}`)).rejects.toMatchObject({ code: 'device-ambiguous' });
    expect(await devices.identityOf(`device/${twin.deviceId}`)).toBe(twin.id);
    tenant.devices.remove(twin);
    expect(await read()).toBe(laptop.id);
  });

  it('is nobody also where Graph puts the other one on a page of its own', async () => {
    const twin = tenant.devices.add(NAME.toLowerCase());
    devices = devicesOf(REGISTRATION.permissions, async (local, url, request) => {
      const answer = await local(url, request);
      if (!url.pathname.endsWith('/devices')) return answer;
      const { value } = (await answer.json()) as { readonly value: readonly { readonly id: string }[] };
      const isNext = url.searchParams.has('next');
      const next = { '@odata.nextLink': `${url.href}&next=2` };
      return Response.json({
        value: value.filter(({ id }) => (id === twin.id) === isNext),
        ...(isNext ? {} : next),
      });
    });
    await expect(devices.identityOf(`device/${NAME}`)).rejects.toMatchObject({ code: 'device-ambiguous' });
  });

  it('is found by a name with an apostrophe', async () => {
    const ohara = tenant.devices.add("O'HARA-1");
    expect(await devices.identityOf("device/O'HARA-1")).toBe(ohara.id);
  });

  it('is said to approvers with its owner, its system, how it stands, its groups and its last use', async () => {
    const jane = tenant.addUser('jane@contoso.example');
    laptop.owners = [jane.id];
    laptop.groups = [groupNamed('Finance laptops')];
    expect(await devices.scopeOf(`device/${NAME}`)).toMatchObject({
      groups: { shown: ['Finance laptops'], total: 1 },
      roles: {
        shown: ['compliant', 'managed', 'registered to jane@contoso.example', 'runs Windows 10.0.26100.2314'],
      },
      limits: null,
      consumers: null,
      lastUsedAt: '2026-11-01T08:00:00.000Z',
    });
    laptop.owners = [];
    expect(await devices.scopeOf(`device/${NAME}`)).toMatchObject({
      roles: { shown: expect.arrayContaining(['registered to nobody']) },
    });
  });

  it('opens more with another owner or another group, and no more when it is compliant no longer', async () => {
    const [jane, joe] = [tenant.addUser('jane@contoso.example'), tenant.addUser('joe@contoso.example')];
    laptop.owners = [jane.id];
    const before = await devices.scopeOf(`device/${NAME}`);
    if (before === undefined) throw new Error('it is there');
    const flaw = async () => flawOfScope(await devices.scopeOf(`device/${NAME}`), before);
    laptop.isCompliant = false;
    laptop.operatingSystem = 'Windows 12';
    expect(await flaw()).toBeUndefined();
    laptop.owners = [jane.id, joe.id];
    expect(await flaw()).toBe('scope-wider');
    laptop.owners = [jane.id];
    laptop.groups = [groupNamed('Tier 0')];
    expect(await flaw()).toBe('scope-wider');
  });

  it('has no owner with a name for an application that may not read users, and no tier for one that may not read groups', async () => {
    laptop.owners = [tenant.addUser('jane@contoso.example').id];
    laptop.groups = [groupNamed('admins')];
    const without = (missing: string) => devicesOf(REGISTRATION.permissions.filter((one) => one !== missing));
    expect((await without('User.Read.All').scopeOf(`device/${NAME}`))?.roles?.shown).toEqual(
      expect.arrayContaining([`registered to ${laptop.owners[0]}`]),
    );
    await expect(without('GroupMember.Read.All').tierOf(`device/${NAME}`)).rejects.toMatchObject({
      code: 'access-denied',
    });
  });
});
