import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import { type Named, type Scope, scopeOf } from '../../../core/registry/scope.ts';
import type { Directory } from '../../../ports/connector.ts';
import { directoryGroupTiers, type GroupTier, tierOfGroups } from '../group-tiers.ts';
import { tierOfPolicy } from '../policy-tiers.ts';
import type { Assignment, CenterCalls, CenterUser } from './calls.ts';

/** The users of an instance of IAM Identity Center, by their user names. */
export class IdentityCenterDirectory implements Directory {
  readonly #calls: CenterCalls;
  readonly #groupTiers: readonly GroupTier[];

  constructor(calls: CenterCalls, groupTiers: readonly GroupTier[] = directoryGroupTiers()) {
    this.#calls = calls;
    this.#groupTiers = groupTiers;
  }

  identityOf(target: string): Promise<string | undefined> {
    return this.#calls.idOf(target);
  }

  async tierOf(target: string): Promise<Tier | null> {
    const id = await this.#calls.idOf(target);
    return id === undefined ? null : this.tierOfUser(id);
  }

  /**
   * The highest of: the groups by their names, the policies of AWS in the permission sets that the user or a group of the user has in any account, and
   * any permission set in the management account, which is critical. Other policies of a permission set are not read: where they give as much, a
   * group says so.
   */
  async tierOfUser(id: string): Promise<Tier | null> {
    const groups = await this.#calls.groupsOf(id);
    const assignments = await this.#calls.assignmentsOf(id, groups);
    const byGroups = tierOfGroups(
      this.#groupTiers,
      groups.map(({ name }) => name),
    );
    if (assignments.length === 0) return byGroups;
    const { owner } = await this.#calls.instance();
    if (assignments.some(({ account }) => account === owner)) return 'critical';
    const given = await Promise.all(setsOf(assignments).map((one) => this.#calls.policiesIn(one)));
    return given.flat().map(tierOfPolicy).reduce<Tier | null>(higherTier, byGroups);
  }

  /**
   * The groups, and each permission set with the account that it is in, of the user and of the groups. What a permission set allows is not read. The
   * address to which AWS sends a reset limits who gets in: another one is another limit. Of it only the domain is shown.
   */
  async scopeOf(target: string): Promise<Scope | undefined> {
    const id = await this.#calls.idOf(target);
    const user = id === undefined ? undefined : await this.#calls.user(id);
    if (user === undefined) return undefined;
    const groups = await this.#calls.groupsOf(user.id);
    const assignments = await this.#calls.assignmentsOf(user.id, groups);
    return scopeOf({ groups, roles: await this.#roles(assignments), limits: mailOf(user) });
  }

  /** By the id that was countersigned: whoever has the name now is another one. */
  find(directoryId: string): Promise<CenterUser | undefined> {
    return this.#calls.user(directoryId);
  }

  async #roles(assignments: readonly Assignment[]): Promise<readonly Named[]> {
    const names = new Map<string, string>();
    for (const one of setsOf(assignments)) names.set(one, await this.#calls.nameOf(one));
    return assignments.map(({ account, permissionSet }) => ({
      id: `${account} ${permissionSet}`,
      name: `${names.get(permissionSet) ?? permissionSet} in ${account}`,
    }));
  }
}

const setsOf = (assignments: readonly Assignment[]): readonly string[] => [
  ...new Set(assignments.map(({ permissionSet }) => permissionSet)),
];

const mailOf = ({ mail }: CenterUser): readonly Named[] =>
  mail === null ? [] : [{ id: `mail ${mail.toLowerCase()}`, name: `mail to …${mail.slice(mail.lastIndexOf('@'))}` }];
