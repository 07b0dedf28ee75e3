import { type Asked, context, GraphError, paged, type Route, typeNamed } from './answers.ts';
import type { TenantDevice, TenantKey } from './devices.ts';
import type { Tenant } from './tenant.ts';

const DEVICE_FIELDS = [
  ...['id', 'deviceId', 'displayName', 'accountEnabled', 'operatingSystem', 'operatingSystemVersion'],
  ...['isCompliant', 'isManaged', 'approximateLastSignInDateTime'],
];
const KEYS = String.raw`^\/v1\.0\/informationProtection\/bitlocker\/recoveryKeys`;
const MANAGED = String.raw`\/deviceManagement\/managedDevices`;

/** The calls about devices, the keys of their disks, and Intune: with the permissions that Microsoft's page of each call names as the least. */
export function deviceRoutes(tenant: Tenant): readonly Route[] {
  return [...directoryRoutes(tenant), ...keyRoutes(tenant), ...intuneRoutes(tenant)];
}

/** https://learn.microsoft.com/graph/api/device-list, `device-get`, `device-list-registeredowners` and `device-list-transitivememberof` */
function directoryRoutes(tenant: Tenant): readonly Route[] {
  const needs = 'Device.Read.All';
  const { devices } = tenant;
  const one = ({ part }: Asked): TenantDevice => devices.all.get(part('id')) ?? missing(part('id'));
  return [
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/devices$/, needs },
      run: ({ url }) => {
        const found = devices.named(filtered(url, 'displayName'));
        return {
          status: 200,
          body: paged(
            found.map((device) => deviceAs(device, url)),
            url,
          ),
        };
      },
    },
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/devices\(deviceId='(?<id>[^']+)'\)$/, needs },
      run: ({ part, url }) => {
        const device = devices.ofMachine(part('id')) ?? missing(part('id'));
        return { status: 200, body: { '@odata.context': context('devices/$entity'), ...deviceAs(device, url) } };
      },
    },
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/devices\/(?<id>[^/]+)$/, needs },
      run: (asked) => ({
        status: 200,
        body: { '@odata.context': context('devices/$entity'), ...deviceAs(one(asked), asked.url) },
      }),
    },
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/devices\/(?<id>[^/]+)\/registeredOwners$/, needs },
      run: (asked) => {
        const owners = one(asked).owners.flatMap((id) => tenant.users.get(id) ?? []);
        // Without a permission for a kind of object, Graph lists such objects by type and id alone.
        const canRead = asked.permissions.includes('User.Read.All');
        const listed = owners.map(({ id, userPrincipalName }) => ({
          ...{ '@odata.type': typeNamed('user'), id, userPrincipalName: canRead ? userPrincipalName : null },
        }));
        return { status: 200, body: paged(listed, asked.url) };
      },
    },
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/devices\/(?<id>[^/]+)\/transitiveMemberOf$/, needs },
      run: (asked) => {
        const canRead = asked.permissions.includes('GroupMember.Read.All');
        const listed = one(asked).groups.map(({ id, displayName }) => ({
          ...{ '@odata.type': typeNamed('group'), id, displayName: canRead ? displayName : null },
        }));
        return { status: 200, body: paged(listed, asked.url) };
      },
    },
  ];
}

function deviceAs(device: TenantDevice, url: URL): Readonly<Record<string, unknown>> {
  const wanted = url.searchParams.get('$select')?.split(',') ?? ['id'];
  if (!wanted.every((field) => DEVICE_FIELDS.includes(field)))
    throw new GraphError(400, 'Request_BadRequest', 'A selected property is not known.');
  const all = {
    ...device,
    operatingSystemVersion: '10.0.26100.2314',
    isManaged: device.managedId !== null,
    approximateLastSignInDateTime: '2026-11-01T08:00:00Z',
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

/** https://learn.microsoft.com/graph/api/bitlocker-list-recoverykeys and `bitlockerrecoverykey-get`: only the latter ever says a key, if asked to. */
function keyRoutes({ devices }: Tenant): readonly Route[] {
  const needs = 'BitlockerKey.ReadBasic.All';
  const saysKey = (url: URL): boolean => url.searchParams.get('$select')?.split(',').includes('key') === true;
  return [
    {
      ...{ method: 'GET', pattern: new RegExp(`${KEYS}$`), needs },
      run: ({ url, headers }) => {
        assertNamed(headers);
        const deviceId = filtered(url, 'deviceId');
        const found = devices.keys.filter((key) => key.deviceId === deviceId);
        return { status: 200, body: paged(found.map(keyAs), url) };
      },
    },
    {
      ...{ method: 'GET', pattern: new RegExp(`${KEYS}\\/(?<id>[^/]+)$`) },
      needs: (url) => (saysKey(url) ? 'BitlockerKey.Read.All' : needs),
      run: ({ part, url, headers, client }) => {
        assertNamed(headers);
        const key = devices.keys.find(({ id }) => id === part('id')) ?? missing(part('id'));
        if (saysKey(url)) devices.noteRead(key.id, client);
        return { status: 200, body: saysKey(url) ? { ...keyAs(key), key: key.digits } : keyAs(key) };
      },
    },
  ];
}

/** Graph has the name of the caller in the log of every read. */
function assertNamed(headers: Headers): void {
  if ((headers.get('user-agent') ?? '') === '')
    throw new GraphError(400, 'badRequest', 'The request header User-Agent is missing.');
}

/** Times have seven digits after the point. */
const keyAs = ({ id, deviceId, volumeType, madeAt }: TenantKey) => ({
  ...{ id, createdDateTime: new Date(madeAt).toISOString().replace('Z', '0000Z'), volumeType, deviceId },
});

/** https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list, `-get` and `-rotatebitlockerkeys` */
function intuneRoutes({ devices }: Tenant): readonly Route[] {
  const needs = 'DeviceManagementManagedDevices.Read.All';
  return [
    {
      ...{ method: 'GET', pattern: new RegExp(String.raw`^\/v1\.0${MANAGED}$`), needs },
      run: ({ url }) => {
        const device = devices.ofMachine(filtered(url, 'azureADDeviceId'));
        // A list says nothing of orders.
        const listed = device?.managedId == null ? [] : [{ id: device.managedId }];
        return { status: 200, body: paged(listed, url) };
      },
    },
    {
      ...{ method: 'GET', pattern: new RegExp(String.raw`^\/v1\.0${MANAGED}\/(?<id>[^/]+)$`), needs },
      run: ({ part }) => {
        const { managedId: id, orders } = devices.managed(part('id')) ?? unenrolled();
        const deviceActionResults = orders.map(({ state, orderedAt }) => ({
          ...{ actionName: 'rotateBitLockerKeys', actionState: state },
          ...{
            startDateTime: new Date(orderedAt).toISOString(),
            lastUpdatedDateTime: new Date(orderedAt).toISOString(),
          },
        }));
        return { status: 200, body: { id, deviceActionResults } };
      },
    },
    {
      method: 'POST',
      pattern: new RegExp(String.raw`^\/beta${MANAGED}\/(?<id>[^/]+)\/rotateBitLockerKeys$`),
      needs: 'DeviceManagementManagedDevices.PrivilegedOperations.All',
      run: ({ part }) => {
        devices.tell(devices.managed(part('id')) ?? unenrolled());
        return { status: 204 };
      },
    },
  ];
}

/** The value that a list is filtered by; without this filter a list of a whole tenant is refused here. */
function filtered(url: URL, field: string): string {
  const [, asked, value] = /^(\w+) eq '((?:[^']|'')*)'$/.exec(url.searchParams.get('$filter') ?? '') ?? [];
  if (asked !== field || value === undefined)
    throw new GraphError(400, 'Request_UnsupportedQuery', 'Unsupported or invalid query filter clause.');
  return value.replaceAll("''", "'");
}

function missing(name: string): never {
  throw new GraphError(404, 'Request_ResourceNotFound', `Resource '${name}' does not exist.`);
}

/** Intune has a code of its own. */
function unenrolled(): never {
  throw new GraphError(404, 'ResourceNotFound', 'The managed device was not found.');
}
