import * as z from 'zod/mini';
import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import { type Named, type Scope, scopeOf } from '../../../core/registry/scope.ts';
import type { Directory } from '../../../ports/connector.ts';
import { directoryGroupTiers, type GroupTier, tierOfGroups } from '../group-tiers.ts';
import { EntraDevices, isDeviceTarget } from './devices.ts';
import type { Graph } from './graph.ts';
import { isGroup, type Membership, membershipShape, nameOf } from './membership.ts';
import { USER_FIELDS, type User, userShape } from './person.ts';

/**
 * Roles whose holders can give themselves every other role, or reset whoever holds them
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference). Any other role makes its holder privileged.
 */
const CRITICAL_ROLES: Readonly<Record<string, string>> = {
  '62e90394-69f5-4237-9190-012177145e10': 'Global Administrator',
  'e8611ab8-c189-46e8-94e1-60213ab1f814': 'Privileged Role Administrator',
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13': 'Privileged Authentication Administrator',
};

const assignmentShape = z.object({
  principalId: z.string(),
  roleDefinitionId: z.string(),
  /** `/` for all of the tenant, or a part of it. */
  directoryScopeId: z.optional(z.nullable(z.string())),
});
type Assignment = z.output<typeof assignmentShape>;

/**
 * Where assignments of roles are: those that are held, also over a part of the tenant and of roles of the tenant's own, and those that may be
 * activated with Privileged Identity Management, whose holder is taken over with the account.
 */
const ASSIGNMENTS = ['roleAssignments', 'roleEligibilityScheduleInstances'];
/** A tenant without the licence of Privileged Identity Management has nothing that could be activated. */
const NO_LICENCE = 'AadPremiumLicenseRequired';

export interface EntraDirectoryOptions {
  readonly groupTiers?: readonly GroupTier[];
  /** Whether keys of disks are released; without that no device is known, and the application need not read any. */
  readonly diskKeys?: boolean;
}

/** What a tenant says of its users, and of its devices. */
export class EntraDirectory implements Directory {
  /** Absent where no device is known. */
  readonly devices: EntraDevices | undefined;
  readonly #graph: Graph;
  readonly #groupTiers: readonly GroupTier[];

  constructor(graph: Graph, { groupTiers = directoryGroupTiers(), diskKeys = false }: EntraDirectoryOptions = {}) {
    this.#graph = graph;
    this.#groupTiers = groupTiers;
    this.devices = diskKeys ? new EntraDevices(graph, groupTiers) : undefined;
  }

  /** The object id: never reused, and the same under every name and mail address of the user, and both names of a device. */
  async identityOf(target: string): Promise<string | undefined> {
    if (isDeviceTarget(target)) return this.devices?.identityOf(target);
    return (await this.find(target))?.id;
  }

  /** By the roles that the user, or a group of theirs, holds or may activate, and by the names of groups; also through other groups. */
  async tierOf(target: string): Promise<Tier | null> {
    if (isDeviceTarget(target)) return (await this.devices?.tierOf(target)) ?? null;
    const held = await this.#held(target);
    const { groups, roles } = held ?? { groups: [], roles: [] };
    return roles
      .map(({ roleDefinitionId }) => tierOfRole(roleDefinitionId))
      .reduce<Tier | null>((one, other) => higherTier(other, one), tierOfGroups(this.#groupTiers, groups.map(nameOf)));
  }

  /** The groups of the user, and the roles that they, or a group of theirs, hold or may activate. */
  async scopeOf(target: string): Promise<Scope | undefined> {
    if (isDeviceTarget(target)) return this.devices?.scopeOf(target);
    const held = await this.#held(target);
    return (
      held &&
      scopeOf({
        groups: held.groups.map((one) => ({ id: one.id, name: nameOf(one) })),
        roles: held.roles.map(roleNamed),
      })
    );
  }

  /** Undefined without such a user. */
  async #held(
    target: string,
  ): Promise<{ readonly groups: readonly Membership[]; readonly roles: readonly Assignment[] } | undefined> {
    const user = await this.find(target);
    if (user === undefined) return undefined;
    // Not by a cast to groups: that is answered from an index which may be from before.
    const path = `${pathOf(user.id)}/transitiveMemberOf?$select=id,displayName&$top=100`;
    const groups = (await this.#graph.list(path, membershipShape)).filter(isGroup);
    const principals = new Set([user.id, ...groups.map(({ id }) => id)]);
    const roles = (await assignedRoles(this.#graph)).filter(({ principalId }) => principals.has(principalId));
    return { groups, roles };
  }

  find(target: string): Promise<User | undefined> {
    return this.#graph.find(`${pathOf(target)}?$select=${USER_FIELDS}`, userShape);
  }
}

/** All of the tenant: a filter by one principal leaves out what the groups of a user hold. */
export async function assignedRoles(graph: Graph) {
  const lists = ASSIGNMENTS.map((name) =>
    graph.list(`/roleManagement/directory/${name}`, assignmentShape, { emptyFor: NO_LICENCE }),
  );
  return (await Promise.all(lists)).flat();
}

/** The path of a user, by object id or by name. */
export const pathOf = (target: string): string => `/users/${encodeURIComponent(target)}`;

export const tierOfRole = (role: string): Tier => (Object.hasOwn(CRITICAL_ROLES, role) ? 'critical' : 'privileged');

/** Of the others the assignment says the id alone. The same role over more of the tenant is another one. */
function roleNamed({ roleDefinitionId: role, directoryScopeId: over }: Assignment): Named {
  const name = CRITICAL_ROLES[role] ?? `role ${role}`;
  return { id: `${role} ${over ?? '?'}`, name: over === '/' ? name : `${name} over ${over ?? 'an unknown part'}` };
}
