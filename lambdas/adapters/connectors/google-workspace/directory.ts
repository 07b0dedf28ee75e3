import * as z from 'zod/mini';
import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import { type Scope, scopeOf } from '../../../core/registry/scope.ts';
import type { Directory } from '../../../ports/connector.ts';
import { directoryGroupTiers, type GroupTier, tierOfGroups } from '../group-tiers.ts';
import type { Google } from './google.ts';
import { GOOGLE_USER_FIELDS, type GoogleUser, googleUserShape, lastLoginOf } from './person.ts';

const groupsShape = z.object({
  groups: z.optional(z.array(z.object({ email: z.string(), name: z.optional(z.string()) }))),
});

/** Which roles of an administrator those are is asked nowhere: it needs a scope of its own. */
const DELEGATED = 'Delegated Admin (roles unknown)';

/** These lead to no user: other paths of the API. */
const NO_NAMES = ['', '.', '..'];

/** What a Google Workspace says of its users. */
export class GoogleDirectory implements Directory {
  readonly #google: Google;
  readonly #groupTiers: readonly GroupTier[];

  constructor(google: Google, groupTiers: readonly GroupTier[] = directoryGroupTiers()) {
    this.#google = google;
    this.#groupTiers = groupTiers;
  }

  /** The id: never reused, and the same under every address of the user. */
  async identityOf(target: string): Promise<string | undefined> {
    return (await this.find(target))?.id;
  }

  async tierOf(target: string): Promise<Tier | null> {
    const user = await this.find(target);
    return user === undefined ? null : this.tierOfUser(user);
  }

  /** The groups that the user is a direct member of, by their addresses, whether they administer all or some of it, and when they last signed in. */
  async scopeOf(target: string): Promise<Scope | undefined> {
    const user = await this.find(target);
    if (user === undefined) return undefined;
    const groups = (await this.#groupsOf(user)).map(({ email }) => email);
    const roles = [
      ...(user.isAdmin === true ? ['Super Admin'] : []),
      ...(user.isDelegatedAdmin === true ? [DELEGATED] : []),
    ];
    return scopeOf({ groups, roles, lastUsedAt: lastLoginOf(user) });
  }

  async #groupsOf(user: GoogleUser) {
    const pages = await this.#google.list(`/groups?userKey=${user.id}&maxResults=200`, groupsShape);
    return pages.flatMap(({ groups = [] }) => groups);
  }

  /**
   * A super administrator is critical, and whoever holds another role of an administrator is privileged. Groups count by their names and by their
   * addresses before the domain; Google lists those that the user is a direct member of.
   */
  async tierOfUser(user: GoogleUser): Promise<Tier | null> {
    const groups = await this.#groupsOf(user);
    const names = groups.flatMap(({ email, name = '' }) => [name, email.split('@')[0] ?? '']);
    const named = tierOfGroups(this.#groupTiers, names);
    if (user.isAdmin === true) return 'critical';
    return user.isDelegatedAdmin === true ? higherTier(named, 'privileged') : named;
  }

  /** By id, or by the whole primary address. Google also finds a user by an alias, which can be given to somebody else: that is nobody here. */
  async find(target: string): Promise<GoogleUser | undefined> {
    if (NO_NAMES.includes(target)) return undefined;
    const user = await this.#google.find(`${googleUserPath(target)}?fields=${GOOGLE_USER_FIELDS}`, googleUserShape);
    const isNamed = user?.id === target || user?.primaryEmail.toLowerCase() === target.toLowerCase();
    return isNamed ? user : undefined;
  }
}

export const googleUserPath = (target: string): string => `/users/${encodeURIComponent(target)}`;
