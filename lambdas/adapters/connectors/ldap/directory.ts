import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import { type Scope, scopeOf } from '../../../core/registry/scope.ts';
import type { Directory } from '../../../ports/connector.ts';
import { type GroupTier, tierOfGroups } from '../group-tiers.ts';
import type { Dialect } from './dialect.ts';
import { inSession, type LdapServer } from './session.ts';

/** What an LDAP directory says of its people. */
export class LdapDirectory implements Directory {
  readonly #server: LdapServer;
  readonly #dialect: Dialect;
  readonly #groupTiers: readonly GroupTier[];

  constructor(server: LdapServer, dialect: Dialect, groupTiers: readonly GroupTier[]) {
    this.#server = server;
    this.#dialect = dialect;
    this.#groupTiers = groupTiers;
  }

  /** `objectGUID` or `entryUUID`: the same after a rename or a move, and never given to another entry. */
  identityOf(target: string): Promise<string | undefined> {
    return inSession(this.#server, async (session) => (await this.#dialect.byName(session, target))?.id);
  }

  /** The groups that the person is in now, at any depth, and in Active Directory when they last signed in, give or take two weeks. */
  scopeOf(target: string): Promise<Scope | undefined> {
    return inSession(this.#server, async (session) => {
      const account = await this.#dialect.byName(session, target);
      if (account === undefined) return undefined;
      const { named, lastUsedAt } = await this.#dialect.groupsOf(session, account);
      return scopeOf({ groups: named, lastUsedAt });
    });
  }

  /** By the groups that the person is in now, at any depth. */
  tierOf(target: string): Promise<Tier | null> {
    return inSession(this.#server, async (session) => {
      const account = await this.#dialect.byName(session, target);
      if (account === undefined) return null;
      const { names, builtIn } = await this.#dialect.groupsOf(session, account);
      return higherTier(tierOfGroups(this.#groupTiers, names), builtIn);
    });
  }
}
