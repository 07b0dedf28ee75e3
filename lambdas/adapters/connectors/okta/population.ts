import * as z from 'zod/mini';
import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import type { FeedRow } from '../../../core/registry/population.ts';
import { type Instant, plusSeconds } from '../../../core/values/instant.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { PeopleRead, PopulationSource } from '../../../ports/population.ts';
import { type GroupTier, tierOfGroups } from '../group-tiers.ts';
import { contactsOf } from '../people.ts';
import { OktaDirectory, userPath } from './directory.ts';
import type { Okta } from './okta.ts';

const text = () => z.optional(z.nullable(z.string()));
/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/, with attributes of the base profile. */
const personShape = z.object({
  id: z.string().check(z.regex(/^[A-Za-z0-9]{1,64}$/)),
  status: z.string(),
  lastUpdated: z.iso.datetime({ offset: true }),
  profile: z.object({
    login: z.string(),
    ...{ email: text(), mobilePhone: text(), displayName: text(), firstName: text(), lastName: text() },
    managerId: text(),
  }),
});
type Person = z.output<typeof personShape>;
const groupShape = z.object({ id: z.string(), profile: z.object({ name: z.string() }) });
const idShape = z.object({ id: z.string() });

/** Seconds by which clocks may differ, and a change may show late. */
const OVERLAP_SECONDS = 120;
/** Before the first user of any org. */
const EVER = '2000-01-01T00:00:00.000Z';
/** Pages of 200: far more users than an org can have. */
const MOST_PAGES = 20_000;

/** The people of an org, with the service app that reads. Deactivated users are in it as people who left. */
export class OktaPopulation implements PopulationSource {
  readonly connector = 'okta';
  readonly kinds = ['email', 'sms'] as const;
  readonly #okta: Okta;
  readonly #directory: OktaDirectory;
  readonly #groupTiers: readonly GroupTier[];
  readonly #now: () => number;

  constructor(
    okta: Okta,
    { groupTiers, now = Date.now }: { readonly groupTiers: readonly GroupTier[]; readonly now?: () => number },
  ) {
    this.#okta = okta;
    this.#directory = new OktaDirectory(okta, groupTiers);
    this.#groupTiers = groupTiers;
    this.#now = now;
  }

  async whole(): Promise<PeopleRead> {
    const place = this.#instant();
    const people = await this.#changedBehind(EVER);
    if (people.length === 0)
      throw new AdapterError('directory-unreadable', {
        retryable: true,
        message: 'directory-unreadable: the service app is shown no people',
      });
    return { rows: await this.#rows(people, await this.#tiers()), place };
  }

  /** A place in the future is of another clock. Whoever has a tier is read each time: a new member of a group did not change. */
  async since(place: string): Promise<PeopleRead | null> {
    const now = this.#instant();
    if (Number.isNaN(Date.parse(place)) || place > plusSeconds(now, OVERLAP_SECONDS)) return null;
    const people = await this.#changedBehind(plusSeconds(place, -OVERLAP_SECONDS));
    const tiers = await this.#tiers();
    const read = new Set(people.map(({ id }) => id));
    const ranked: Person[] = [];
    for (const id of tiers.keys()) {
      const person = read.has(id) ? undefined : await this.#okta.find(userPath(id), personShape);
      if (person !== undefined) ranked.push(person);
    }
    return { rows: await this.#rows([...people, ...ranked], tiers), place: now };
  }

  #instant(): Instant {
    return new Date(this.#now()).toISOString();
  }

  /**
   * By a filter, which looks at the newest state and leaves out nobody, as a list and a search do
   * (https://developer.okta.com/docs/reference/api/users/#list-users-with-a-filter). `lastUpdated` moves with the profile, the password and the state.
   */
  async #changedBehind(at: Instant): Promise<readonly Person[]> {
    const filter = encodeURIComponent(`lastUpdated gt "${at}"`);
    const listed = await this.#okta.list(`/users?limit=200&filter=${filter}`, personShape, { most: MOST_PAGES });
    // Somebody who changed between two pages may be on both.
    return [...new Map(listed.map((person) => [person.id, person])).values()];
  }

  /** By user: whoever has a role (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/), and the members of groups whose names count. */
  async #tiers(): Promise<ReadonlyMap<string, Tier>> {
    const found = new Map<string, Tier>();
    const give = (id: string, tier: Tier) => found.set(id, higherTier(tier, found.get(id) ?? null));
    for (const { id } of await this.#okta.list('/iam/assignees/users?limit=200', idShape)) {
      const tier = await this.#directory.tierOfUser({ id });
      if (tier !== null) give(id, tier);
    }
    for (const { id: group, profile } of await this.#okta.list('/groups?limit=200', groupShape, { most: MOST_PAGES })) {
      const tier = tierOfGroups(this.#groupTiers, [profile.name]);
      if (tier === null) continue;
      const members = `/groups/${encodeURIComponent(group)}/users?limit=200`;
      for (const { id } of await this.#okta.list(members, idShape, { most: MOST_PAGES })) give(id, tier);
    }
    return found;
  }

  async #rows(people: readonly Person[], tiers: ReadonlyMap<string, Tier>): Promise<readonly FeedRow[]> {
    const ids = new Map(people.flatMap(({ id, profile }) => [[id, id] as const, [plain(profile.login), id] as const]));
    for (const { profile } of people) await this.#findManager(profile.managerId, ids);
    return people.map(({ id, status, lastUpdated, profile }) => {
      const { login, email, mobilePhone, displayName, firstName, lastName, managerId } = profile;
      const given = [firstName, lastName].flatMap((name) => name?.trim() || []).join(' ');
      const manager = managerId?.trim() ?? '';
      return {
        ...{ directoryId: id, target: login, aliases: [id], name: displayName?.trim() || given || login },
        contacts: contactsOf({ mail: email, mobile: mobilePhone, changedAt: new Date(lastUpdated).toISOString() }),
        manager: manager === '' ? null : (ids.get(manager) ?? ids.get(plain(manager)) ?? unknown(manager)),
        ...{ isActive: status !== 'DEPROVISIONED', tier: tiers.get(id) ?? null },
      };
    });
  }

  /** `managerId` is a text: an id or a login counts, and anything else is a manager whom nobody knows. */
  async #findManager(managerId: string | null | undefined, ids: Map<string, string>): Promise<void> {
    const manager = managerId?.trim() ?? '';
    if (manager === '' || ids.has(manager) || ids.has(plain(manager))) return;
    ids.set(plain(manager), (await this.#directory.identityOf(manager)) ?? unknown(manager));
  }
}

/** No id of Okta has a colon. */
const unknown = (manager: string): string => `manager:${manager}`;

const plain = (login: string): string => login.toLowerCase();
