import * as z from 'zod/mini';
import type { Tier } from '../../../core/registry/account.ts';
import { type Scope, scopeOf } from '../../../core/registry/scope.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { type GroupTier, tierOfGroups } from '../group-tiers.ts';
import type { Graph } from './graph.ts';
import { isGroup, membershipShape, nameOf } from './membership.ts';

const PREFIX = 'device/';

/** A target that names a device, and no user: no name of a user has a slash. */
export const isDeviceTarget = (target: string): boolean => target.startsWith(PREFIX);

const FIELDS =
  'id,deviceId,displayName,accountEnabled,operatingSystem,operatingSystemVersion,isCompliant,isManaged,approximateLastSignInDateTime';

/** https://learn.microsoft.com/graph/api/resources/device */
const deviceShape = z.object({
  /** Of the object: never reused. */
  id: z.string(),
  /** Of the machine, by which BitLocker and Intune know it. */
  deviceId: z.string(),
  displayName: z.nullish(z.string()),
  accountEnabled: z.nullish(z.boolean()),
  operatingSystem: z.nullish(z.string()),
  operatingSystemVersion: z.nullish(z.string()),
  isCompliant: z.nullish(z.boolean()),
  isManaged: z.nullish(z.boolean()),
  approximateLastSignInDateTime: z.nullish(z.string()),
});
export type Device = z.output<typeof deviceShape>;

/** https://learn.microsoft.com/graph/api/device-list-registeredowners: owners whom the application may not read have an id alone. */
const ownerShape = z.object({ id: z.string(), userPrincipalName: z.nullish(z.string()) });

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What a tenant says of its devices. Both names of a device, its display name and its device id, lead to one object. */
export class EntraDevices {
  readonly #graph: Graph;
  readonly #groupTiers: readonly GroupTier[];

  constructor(graph: Graph, groupTiers: readonly GroupTier[]) {
    this.#graph = graph;
    this.#groupTiers = groupTiers;
  }

  /** The object id. Throws `device-ambiguous`, not retryable, for a display name that several devices have: nobody guesses whose disk is opened. */
  async identityOf(target: string): Promise<string | undefined> {
    return (await this.#named(target.slice(PREFIX.length)))?.id;
  }

  /** By the names of the groups that the device is in, also through other groups. */
  async tierOf(target: string): Promise<Tier | null> {
    const device = await this.#named(target.slice(PREFIX.length));
    if (device === undefined) return null;
    return tierOfGroups(this.#groupTiers, (await this.#groupsOf(device)).map(nameOf));
  }

  /** Whose it is, what runs on it and how it stands, in place of roles, and its groups. Only another owner or another group makes it open more. */
  async scopeOf(target: string): Promise<Scope | undefined> {
    const device = await this.#named(target.slice(PREFIX.length));
    if (device === undefined) return undefined;
    const [groups, owners] = await Promise.all([this.#groupsOf(device), this.#ownersOf(device)]);
    return scopeOf({
      groups: groups.map((one) => ({ id: one.id, name: nameOf(one) })),
      roles: [...owners, ...stateOf(device)],
      lastUsedAt: device.approximateLastSignInDateTime ?? null,
    });
  }

  /** By the object id. */
  find(id: string): Promise<Device | undefined> {
    return this.#graph.find(`${pathOfDevice(id)}?$select=${FIELDS}`, deviceShape);
  }

  /** The object of a machine. */
  ofMachine(deviceId: string): Promise<Device | undefined> {
    return this.#graph.find(`/devices(deviceId='${quoted(deviceId)}')?$select=${FIELDS}`, deviceShape);
  }

  async #named(name: string): Promise<Device | undefined> {
    if (name === '') return undefined;
    if (GUID.test(name)) return this.ofMachine(name.toLowerCase());
    const filter = encodeURIComponent(`displayName eq '${quoted(name)}'`);
    // Of all pages: Graph may put less on one than there is, and more behind it.
    const found = await this.#graph.list(`/devices?$filter=${filter}&$select=${FIELDS}`, deviceShape);
    if (found.length < 2) return found[0];
    throw new AdapterError('device-ambiguous', {
      retryable: false,
      message: `several devices are called \`${name}\`: name it by its device id`,
    });
  }

  async #groupsOf({ id }: Device) {
    const path = `${pathOfDevice(id)}/transitiveMemberOf?$select=id,displayName&$top=100`;
    return (await this.#graph.list(path, membershipShape)).filter(isGroup);
  }

  async #ownersOf({ id }: Device): Promise<readonly { readonly id: string; readonly name: string }[]> {
    const path = `${pathOfDevice(id)}/registeredOwners?$select=id,userPrincipalName`;
    const owners = await this.#graph.list(path, ownerShape);
    if (owners.length === 0) return [{ id: 'owner', name: 'registered to nobody' }];
    return owners.map((owner) => ({
      id: `owner ${owner.id}`,
      name: `registered to ${owner.userPrincipalName ?? owner.id}`,
    }));
  }
}

/** These change without anybody getting more: they are read, and never compared. */
const stateOf = ({ operatingSystem, operatingSystemVersion, isManaged, isCompliant }: Device) => [
  {
    id: 'system',
    name: ['runs', operatingSystem ?? 'an unknown system', operatingSystemVersion ?? ''].join(' ').trim(),
  },
  { id: 'managed', name: said(isManaged, 'managed') },
  { id: 'compliant', name: said(isCompliant, 'compliant') },
];

function said(is: boolean | null | undefined, what: string): string {
  if (is == null) return `not known to be ${what}`;
  return is ? what : `not ${what}`;
}

const pathOfDevice = (id: string): string => `/devices/${encodeURIComponent(id)}`;

/** Inside of a literal of OData. */
const quoted = (text: string): string => text.replaceAll("'", "''");
