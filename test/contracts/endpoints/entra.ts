import { randomUUID } from 'node:crypto';
import { EntraConnector } from '../../../lambdas/adapters/connectors/entra/connector.ts';
import { Graph } from '../../../lambdas/adapters/connectors/entra/graph.ts';
import { parseGroupTiers } from '../../../lambdas/adapters/connectors/group-tiers.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import type { Action, Tier } from '../../../lambdas/core/registry/account.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import type { TenantDevice } from '../../../local/entra/devices.ts';
import { LocalGraph, type Registration } from '../../../local/entra/graph.ts';
import { type RoleAssignment, Tenant, type TenantGroup, type TenantUser } from '../../../local/entra/tenant.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { ConnectorFixture } from '../connector.ts';

/** The least permissions with which every action works; each of them is needed. */
export const PERMISSIONS = [
  'GroupMember.Read.All',
  'Policy.Read.All',
  'RoleManagement.Read.Directory',
  'User.EnableDisableAccount.All',
  'User.Read.All',
  'User.RevokeSessions.All',
  'UserAuthenticationMethod.ReadWrite.All',
];

/** The same for the keys of disks, besides what is needed to name owners and groups. */
export const DEVICE_PERMISSIONS = [
  'BitlockerKey.Read.All',
  'Device.Read.All',
  'DeviceManagementManagedDevices.PrivilegedOperations.All',
  'DeviceManagementManagedDevices.Read.All',
];

export const REGISTRATION: Registration = {
  clientId: '6f1967b7-15e8-4935-ac26-d50770ed07a7',
  clientSecret: 'canary-8Q~client-secret-of-forty-characters',
  permissions: [...PERMISSIONS, ...DEVICE_PERMISSIONS],
};

/** A connector over a tenant in memory. */
export function entraOver(tenant: Tenant, send: Send, now: () => number = Date.now): EntraConnector {
  const { clientId, clientSecret } = REGISTRATION;
  const application = { tenant: tenant.id, clientId, clientSecret: new Secret(clientSecret) };
  const graph = new Graph({ application: async () => application, send, now });
  return new EntraConnector(graph, {
    groupTiers: parseGroupTiers('staff=standard,admin*=privileged,tier-0=critical'),
    ...{ now, settleMs: 0, diskKeys: true },
  });
}

const JANE = 'jane@contoso.example';
const NEW = 'new@contoso.example';
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1';

/** A group of the fixture's tenant. */
export const groupNamed = (displayName: string): TenantGroup => ({ id: randomUUID(), displayName });

/** What gives each tier in the fixture's tenant: a group, a role that can be activated, a role that a group holds. */
function rankIn(tenant: Tenant, user: TenantUser, tier: Tier | null): void {
  const [everybody, staff] = [groupNamed('everybody'), groupNamed('staff')];
  user.groups = tier === 'standard' ? [everybody, staff] : [everybody];
  const assigned = (principalId: string, roleDefinitionId: string, isEligible: boolean) => ({
    ...{ principalId, roleDefinitionId, isEligible },
  });
  const RANKS: Readonly<Record<Tier, readonly RoleAssignment[]>> = {
    standard: [],
    privileged: [assigned(user.id, USER_ADMINISTRATOR, true)],
    critical: [assigned(user.id, USER_ADMINISTRATOR, false), assigned(everybody.id, GLOBAL_ADMINISTRATOR, false)],
  };
  tenant.assignments = tier === null ? [] : RANKS[tier];
}

export async function entraConnectorFixture(): Promise<ConnectorFixture> {
  const tenant = new Tenant();
  const { client, failAt, hasFailed } = faulty({ send: new LocalGraph(tenant, REGISTRATION).handle });
  const make = (name: string): void => {
    const user = tenant.addUser(name);
    if (name === NEW) return;
    for (const kind of ['microsoftAuthenticatorAuthenticationMethod', 'phoneAuthenticationMethod'])
      tenant.register(user, kind);
  };
  for (const name of [JANE, NEW]) make(name);
  tenant.devices.add(LAPTOP);
  const targetOf = (action: Action): string =>
    action === 'release-disk-key' ? DEVICE : action === 'issue-first-credential' ? NEW : JANE;
  const idOf = (target: string): string =>
    (target === DEVICE ? tenant.devices.named(LAPTOP)[0] : tenant.find(target))?.id ?? '';
  return {
    ...{ connector: entraOver(tenant, client.send), failAt, hasFailed },
    request: (action) => ({
      ...{ action, target: targetOf(action), directoryId: idOf(targetOf(action)) },
      grant: randomUUID(),
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      issued: false,
    }),
    unknownTarget: 'nobody@contoso.example',
    settle: async () => {},
    remake: async ({ target }) => {
      tenant.users.delete(tenant.find(target)?.id ?? '');
      make(target);
    },
    rank: async ({ target }, tier) => {
      const user = tenant.find(target);
      if (user !== undefined) rankIn(tenant, user, tier);
    },
    snapshot: async ({ target }) => structuredClone(target === DEVICE ? diskOf(tenant, LAPTOP) : tenant.find(target)),
  };
}

const LAPTOP = 'LAPTOP-42';
const DEVICE = `device/${LAPTOP}`;

/** A laptop as the tenant knows it, its keys, and who read them. */
function diskOf({ devices }: Tenant, name: string) {
  const [device] = devices.named(name);
  return { device, keys: devices.keys.filter(({ deviceId }) => deviceId === device?.deviceId), reads: devices.reads };
}

/** A laptop alone: of a device nothing but the key of its disk is released. */
export async function entraDeviceFixture(): Promise<ConnectorFixture> {
  const tenant = new Tenant();
  const { client, failAt, hasFailed } = faulty({ send: new LocalGraph(tenant, REGISTRATION).handle });
  const laptop = () => tenant.devices.named(LAPTOP)[0];
  const add = (): TenantDevice => {
    const made = tenant.devices.add(LAPTOP, { owners: [tenant.find(JANE)?.id ?? ''] });
    made.groups = [EVERYBODY];
    return made;
  };
  tenant.addUser(JANE);
  add();
  const RANKS: Readonly<Record<Tier, string>> = { standard: 'staff', privileged: 'admins', critical: 'tier-0' };
  return {
    ...{ connector: entraOver(tenant, client.send), failAt, hasFailed },
    request: (action) => ({
      ...{ action, target: DEVICE, directoryId: laptop()?.id ?? '', grant: randomUUID(), issued: false },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    }),
    unknownTarget: 'device/LAPTOP-43',
    settle: async () => {},
    remake: async () => {
      const old = laptop();
      if (old !== undefined) tenant.devices.remove(old);
      add();
    },
    rank: async (_, tier) => {
      const device = laptop();
      if (device !== undefined) device.groups = [EVERYBODY, ...(tier === null ? [] : [groupNamed(RANKS[tier])])];
    },
    snapshot: async () => structuredClone(diskOf(tenant, LAPTOP)),
  };
}

const EVERYBODY = groupNamed('everybody');
