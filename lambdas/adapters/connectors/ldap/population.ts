import type { Entry } from 'ldapts';
import type { LdapName } from '../../../contract/connectors.ts';
import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import type { FeedRow } from '../../../core/registry/population.ts';
import type { Instant } from '../../../core/values/instant.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { PeopleRead, PopulationSource } from '../../../ports/population.ts';
import type { GroupTier } from '../group-tiers.ts';
import { contactsOf } from '../people.ts';
import { shown, textIn } from './dialect.ts';
import { timeIn } from './end.ts';
import { plainDn } from './openldap.ts';
import { inSession, isNoSuchObject, type LdapServer, type Session } from './session.ts';

/** What differs between the kinds of LDAP directories when everybody is read. `Place` is kept as JSON. Throws `AdapterError`. */
export interface PeopleDialect<Place> {
  readonly attributes: readonly string[];
  readonly binary: readonly string[];
  /** Finds every person. */
  readonly filter: string;
  /** The place behind everything that the server has now. Read before the people are. */
  placeOf(session: Session, now: Instant): Promise<Place>;
  /** Finds whoever may have changed behind a place; undefined where the server cannot say it. */
  changedBehind(session: Session, place: Place, now: Instant): Promise<string | undefined>;
  /** The tiers that groups of the directory give, each to its members at any depth, by their plain names. */
  tiersOf(session: Session, tiers: readonly GroupTier[]): Promise<ReadonlyMap<string, Tier>>;
  /** `now`: milliseconds since 1970. */
  personIn(entry: Entry, now: number): LdapPerson;
}

/** A person's entry. */
export interface LdapPerson extends Pick<FeedRow, 'directoryId' | 'target' | 'aliases' | 'isActive'> {
  /** What the entry itself says of administration; null for nothing. */
  readonly tier: Tier | null;
  /** When the entry was last changed: no attribute was changed later. */
  readonly changedAt: Instant | null;
}

/** The people of an LDAP directory, read with the account that reads. */
export class LdapPopulation<Place> implements PopulationSource {
  readonly connector: LdapName;
  readonly kinds = ['email', 'sms'] as const;
  readonly #server: LdapServer;
  readonly #dialect: PeopleDialect<Place>;
  readonly #groupTiers: readonly GroupTier[];
  readonly #now: () => number;

  constructor(
    connector: LdapName,
    server: LdapServer,
    dialect: PeopleDialect<Place>,
    { groupTiers, now = Date.now }: { readonly groupTiers: readonly GroupTier[]; readonly now?: () => number },
  ) {
    this.connector = connector;
    this.#server = server;
    this.#dialect = dialect;
    this.#groupTiers = groupTiers;
    this.#now = now;
  }

  whole(): Promise<PeopleRead> {
    return inSession(this.#server, async (session) => {
      const place = await this.#place(session);
      const entries = await this.#search(session, this.#dialect.filter);
      if (entries.length === 0)
        throw new AdapterError('directory-unreadable', {
          retryable: true,
          message: 'directory-unreadable: the service account is shown no people',
        });
      return { rows: await this.#rows(session, entries), place };
    });
  }

  /** Whoever is in a group that gives a tier is read each time: a new member's own entry does not change. */
  since(kept: string): Promise<PeopleRead | null> {
    return inSession(this.#server, async (session) => {
      const place = await this.#place(session);
      // INVARIANT: this class wrote it.
      const condition = await this.#dialect.changedBehind(session, JSON.parse(kept) as Place, this.#instant());
      if (condition === undefined) return null;
      const changed = await this.#search(session, `(&${this.#dialect.filter}${condition})`);
      const tiers = await this.#dialect.tiersOf(session, this.#groupTiers);
      const known = new Set(changed.map(({ dn }) => plainDn(dn)));
      const ranked: Entry[] = [];
      for (const dn of tiers.keys()) if (!known.has(dn)) ranked.push(...(await this.#entryOf(session, dn)));
      return { rows: await this.#rows(session, [...changed, ...ranked], tiers), place };
    });
  }

  async #place(session: Session): Promise<string> {
    return JSON.stringify(await this.#dialect.placeOf(session, this.#instant()));
  }

  #instant(): Instant {
    return new Date(this.#now()).toISOString();
  }

  #search(session: Session, filter: string): Promise<readonly Entry[]> {
    return session.search(session.base, { scope: 'sub', filter, ...this.#read(), paged: { pageSize: 250 } });
  }

  #read() {
    const { attributes, binary } = this.#dialect;
    return {
      attributes: [...attributes, 'cn', 'displayName', 'mail', 'mobile', 'manager'],
      explicitBufferAttributes: [...binary],
    };
  }

  /** Members that are no people, or are somewhere else, are none. */
  async #entryOf(session: Session, dn: string): Promise<readonly Entry[]> {
    try {
      return await session.search(dn, { scope: 'base', filter: this.#dialect.filter, ...this.#read() });
    } catch (error) {
      if (isNoSuchObject(error)) return [];
      throw error;
    }
  }

  async #rows(
    session: Session,
    entries: readonly Entry[],
    known?: ReadonlyMap<string, Tier>,
  ): Promise<readonly FeedRow[]> {
    const tiers = known ?? (await this.#dialect.tiersOf(session, this.#groupTiers));
    const now = this.#now();
    const ids = new Map<string, string>();
    const people = entries.map((entry) => {
      const person = this.#dialect.personIn(entry, now);
      ids.set(plainDn(entry.dn), person.directoryId);
      return { entry, person };
    });
    for (const { entry } of people) await this.#findManager(session, entry, ids);
    return people.map(({ entry, person: { changedAt, ...person } }) => {
      const manager = textIn(entry, 'manager');
      return {
        ...person,
        tier: higherTier(person.tier, tiers.get(plainDn(entry.dn)) ?? null),
        name: textIn(entry, 'displayName') ?? textIn(entry, 'cn') ?? person.target,
        contacts: contactsOf({ mail: textIn(entry, 'mail'), mobile: textIn(entry, 'mobile'), changedAt }),
        manager: manager === undefined ? null : (ids.get(plainDn(manager)) ?? `dn:${manager}`),
      };
    });
  }

  /** A manager who was not read with the others is asked for; one who is not there stays a name that nobody has. */
  async #findManager(session: Session, entry: Entry, ids: Map<string, string>): Promise<void> {
    const manager = textIn(entry, 'manager');
    if (manager === undefined || ids.has(plainDn(manager))) return;
    const [found] = await this.#entryOf(session, manager);
    ids.set(
      plainDn(manager),
      found === undefined ? `dn:${manager}` : this.#dialect.personIn(found, this.#now()).directoryId,
    );
  }
}

/** The time of the last change of an entry, by the server's clock; null where it says none. */
export function changeIn(entry: Entry, attribute: string): Instant | null {
  const time = timeIn(shown(entry, attribute));
  return time === undefined ? null : new Date(time.at).toISOString();
}
