import * as z from 'zod/mini';
import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import type { Directory } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { DEFAULT_GROUP_TIERS, type GroupTier, parseGroupTiers, tierOfGroups } from '../group-tiers.ts';
import type { Graph } from './graph.ts';
import { USER_FIELDS, type User, userShape } from './person.ts';

/**
 * Roles whose holders can give themselves every other role, or reset whoever holds them
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference). Any other role makes its holder privileged.
 */
const CRITICAL_ROLES = [
  // Global Administrator
  '62e90394-69f5-4237-9190-012177145e10',
  // Privileged Role Administrator
  'e8611ab8-c189-46e8-94e1-60213ab1f814',
  // Privileged Authentication Administrator
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
];

const membershipShape = z.object({
  '@odata.type': z.string(),
  displayName: z.optional(z.nullable(z.string())),
  roleTemplateId: z.optional(z.nullable(z.string())),
});
type Membership = z.output<typeof membershipShape>;

/** What a tenant says of its users. */
export class EntraDirectory implements Directory {
  readonly #graph: Graph;
  readonly #groupTiers: readonly GroupTier[];

  constructor(graph: Graph, groupTiers: readonly GroupTier[] = parseGroupTiers(DEFAULT_GROUP_TIERS)) {
    this.#graph = graph;
    this.#groupTiers = groupTiers;
  }

  /** The object id: never reused, and the same under every name and mail address of the user. */
  async identityOf(target: string): Promise<string | undefined> {
    return (await this.find(target))?.id;
  }

  /** By the roles that the user holds now or may activate, and by the groups that they are in, also through other groups. */
  async tierOf(target: string): Promise<Tier | null> {
    const user = await this.find(target);
    if (user === undefined) return null;
    const path = `${pathOf(user.id)}/transitiveMemberOf?$select=id,displayName,roleTemplateId&$top=100`;
    const memberships = await this.#graph.list(path, membershipShape);
    const groups = memberships.filter(isA('group')).map(nameOf);
    const roles = memberships.filter(isA('directoryRole')).map(({ roleTemplateId }) => roleTemplateId ?? '');
    const given = [...roles, ...(await this.#eligible(user.id))].map(tierOfRole);
    return given.reduce<Tier | null>((one, other) => higherTier(other, one), tierOfGroups(this.#groupTiers, groups));
  }

  find(target: string): Promise<User | undefined> {
    return this.#graph.find(`${pathOf(target)}?$select=${USER_FIELDS}`, userShape);
  }

  /** Roles that the user may activate with Privileged Identity Management: they take over whoever takes over the account. */
  async #eligible(id: string): Promise<readonly string[]> {
    const filter = encodeURIComponent(`principalId eq '${id}'`);
    const path = `/roleManagement/directory/roleEligibilityScheduleInstances?$filter=${filter}`;
    return (await this.#graph.list(path, z.object({ roleDefinitionId: z.string() }))).map(
      ({ roleDefinitionId }) => roleDefinitionId,
    );
  }
}

/** The path of a user, by object id or by name. */
export const pathOf = (target: string): string => `/users/${encodeURIComponent(target)}`;

const tierOfRole = (role: string): Tier => (CRITICAL_ROLES.includes(role) ? 'critical' : 'privileged');

const isA =
  (kind: string) =>
  (one: Membership): boolean =>
    one['@odata.type'] === `#microsoft.graph.${kind}`;

/** Without the right to read groups Graph lists them without names: such a list says nothing of a tier. */
function nameOf({ displayName }: Membership): string {
  if (typeof displayName === 'string') return displayName;
  throw new AdapterError('access-denied', {
    retryable: false,
    message: 'Graph lists groups without names: the application may not read them',
  });
}
