import * as z from 'zod/mini';
import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import { type Scope, scopeOf } from '../../../core/registry/scope.ts';
import type { Directory } from '../../../ports/connector.ts';
import { directoryGroupTiers, type GroupTier, tierOfGroups } from '../group-tiers.ts';
import type { Okta } from './okta.ts';
import { type OktaUser, oktaUserShape } from './person.ts';

const groupShape = z.object({ id: z.string(), profile: z.object({ name: z.string() }) });
/** One of the org's own is `CUSTOM` and has a name, and counts for a set of resources. */
const roleShape = z.object({
  ...{ type: z.string(), status: z.string(), label: z.optional(z.string()) },
  ...{ role: z.optional(z.string()), 'resource-set': z.optional(z.string()) },
});

/**
 * The role whose holders give every other role (https://help.okta.com/en-us/content/topics/security/administrators-admin-comparison.htm). Any
 * other role, also one of the org's own, makes its holder privileged.
 */
const CRITICAL_ROLES = ['SUPER_ADMIN'];

/** These lead to no user: the caller, and other paths of the API. */
const NO_NAMES = ['', '.', '..', 'me'];

/** What an org says of its users. */
export class OktaDirectory implements Directory {
  readonly #okta: Okta;
  readonly #groupTiers: readonly GroupTier[];

  constructor(okta: Okta, groupTiers: readonly GroupTier[] = directoryGroupTiers()) {
    this.#okta = okta;
    this.#groupTiers = groupTiers;
  }

  /** The id: never reused, and the same under every login of the user. */
  async identityOf(target: string): Promise<string | undefined> {
    return (await this.find(target))?.id;
  }

  /** By the roles that the user holds, also through a group, and by the names of groups. */
  async tierOf(target: string): Promise<Tier | null> {
    const user = await this.find(target);
    return user === undefined ? null : this.tierOfUser(user);
  }

  /** The groups of the user, the roles that they hold, and their last sign-in. */
  async scopeOf(target: string): Promise<Scope | undefined> {
    const user = await this.find(target);
    if (user === undefined) return undefined;
    const { groups, roles } = await this.#held(user);
    const { lastLogin } = user;
    return scopeOf({
      groups: groups.map(({ id, profile: { name } }) => ({ id, name })),
      roles: roles.map(({ type, label, role = '', 'resource-set': on = '' }) => ({
        id: `${type} ${role} ${on}`,
        name: type === 'CUSTOM' ? (label ?? type) : type,
      })),
      lastUsedAt: lastLogin === null ? 'never' : (lastLogin ?? null),
    });
  }

  async #held({ id }: Pick<OktaUser, 'id'>) {
    const [roles, groups] = await Promise.all([
      this.#okta.list(`${userPath(id)}/roles`, roleShape),
      this.#okta.list(`${userPath(id)}/groups?limit=200`, groupShape),
    ]);
    return { groups, roles: roles.filter(({ status }) => status === 'ACTIVE') };
  }

  async tierOfUser(user: Pick<OktaUser, 'id'>): Promise<Tier | null> {
    const { groups, roles } = await this.#held(user);
    const named = tierOfGroups(
      this.#groupTiers,
      groups.map(({ profile }) => profile.name),
    );
    return roles
      .map(({ type }): Tier => (CRITICAL_ROLES.includes(type) ? 'critical' : 'privileged'))
      .reduce<Tier | null>((one, other) => higherTier(other, one), named);
  }

  /**
   * By id, or by the whole login. Okta also finds a user by the part of the login before its domain, until a second one has it: that is
   * nobody here.
   */
  async find(target: string): Promise<OktaUser | undefined> {
    if (NO_NAMES.includes(target)) return undefined;
    const user = await this.#okta.find(userPath(target), oktaUserShape);
    return user !== undefined && (user.id === target || isSameLogin(user.profile.login, target)) ? user : undefined;
  }
}

export const userPath = (target: string): string => `/users/${encodeURIComponent(target)}`;

const isSameLogin = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
