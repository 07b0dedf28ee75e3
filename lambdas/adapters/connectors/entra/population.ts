import * as z from 'zod/mini';
import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import type { FeedRow } from '../../../core/registry/population.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { PeopleRead, PopulationSource } from '../../../ports/population.ts';
import { type GroupTier, tierOfGroups } from '../group-tiers.ts';
import { contactsOf } from '../people.ts';
import { assignedRoles, pathOf, tierOfRole } from './directory.ts';
import type { Graph } from './graph.ts';
import { nameOf } from './membership.ts';

/** What is read of everybody: https://learn.microsoft.com/graph/api/resources/user. None of it has a date of its own there. */
const FIELDS = 'userPrincipalName,displayName,mail,mobilePhone,accountEnabled';

const text = () => z.optional(z.nullable(z.string()));
const fields = {
  id: z.string(),
  ...{ userPrincipalName: text(), displayName: text(), mail: text(), mobilePhone: text() },
  accountEnabled: z.optional(z.nullable(z.boolean())),
};
/** A user of a round (https://learn.microsoft.com/graph/delta-query-users): what was never set is left out, and `manager@delta` says who was added or removed. */
const itemShape = z.object({
  ...fields,
  'manager@delta': z.optional(z.array(z.object({ id: z.string(), '@removed': z.optional(z.unknown()) }))),
  '@removed': z.optional(z.unknown()),
});
type Item = z.output<typeof itemShape>;
/** https://learn.microsoft.com/graph/api/user-list-manager */
const personShape = z.object({ ...fields, manager: z.optional(z.nullable(z.object({ id: z.string() }))) });
type Person = z.output<typeof personShape>;
const changedShape = z.object({ id: z.string() });
const groupShape = z.object({ id: z.string(), displayName: text() });
const memberShape = z.object({ '@odata.type': z.string(), id: z.string() });

/** More changed users than this are read with everybody. */
const MOST_CHANGED = 500;

/**
 * The people of a tenant, by delta queries (https://learn.microsoft.com/graph/api/user-delta), with the application that reads. Graph gives no
 * date of a changed address: it counts from the look that saw it. Guests are in it.
 */
export class EntraPopulation implements PopulationSource {
  readonly connector = 'entra';
  readonly kinds = ['email', 'sms'] as const;
  readonly #graph: Graph;
  readonly #groupTiers: readonly GroupTier[];

  constructor(graph: Graph, groupTiers: readonly GroupTier[]) {
    this.#graph = graph;
    this.#groupTiers = groupTiers;
  }

  async whole(): Promise<PeopleRead> {
    const round = await this.#graph.round(`/users/delta?$select=${FIELDS},manager`, itemShape);
    const people = merged(round?.items ?? []);
    if (round === undefined || people.length === 0)
      throw new AdapterError('directory-unreadable', {
        retryable: true,
        message: 'directory-unreadable: the application is shown no people',
      });
    const tiers = await this.#tiers();
    return { rows: people.map((person) => rowOf(person, tiers)), place: round.link };
  }

  /** A round names who changed, and may leave out what did not: each is read anew. Whoever has a tier is read each time. */
  async since(place: string): Promise<PeopleRead | null> {
    const round = await this.#graph.round(place, changedShape);
    if (round === undefined) return null;
    const changed = new Set(round.items.map(({ id }) => id));
    if (changed.size > MOST_CHANGED) return null;
    const tiers = await this.#tiers();
    const ids = new Set([...changed, ...tiers.keys()]);
    const rows: FeedRow[] = [];
    for (const id of ids) {
      const person = await this.#graph.find(
        `${pathOf(id)}?$select=id,${FIELDS}&$expand=manager($select=id)`,
        personShape,
      );
      if (person !== undefined) rows.push(rowOf(person, tiers));
    }
    return { rows, place: round.link };
  }

  /** By user: the roles that they hold or may activate, also through a group, and the groups whose names count, with their members at any depth. */
  async #tiers(): Promise<ReadonlyMap<string, Tier>> {
    const roles = await assignedRoles(this.#graph);
    const held = new Map<string, Tier>();
    for (const { principalId, roleDefinitionId } of roles)
      held.set(principalId, higherTier(tierOfRole(roleDefinitionId), held.get(principalId) ?? null));
    const groups = await this.#graph.list('/groups?$select=id,displayName&$top=999', groupShape);
    const found = new Map(held);
    for (const group of groups) {
      found.delete(group.id);
      const tier = higherTier(tierOfGroups(this.#groupTiers, [nameOf(group)]), held.get(group.id) ?? null);
      if (tier === null) continue;
      for (const id of await this.#membersOf(group.id)) found.set(id, higherTier(tier, found.get(id) ?? null));
    }
    return found;
  }

  /** Not by a cast to users: that is answered from an index which may be from before. */
  async #membersOf(group: string): Promise<readonly string[]> {
    const path = `/groups/${encodeURIComponent(group)}/transitiveMembers?$select=id&$top=999`;
    const members = await this.#graph.list(path, memberShape);
    return members.flatMap(({ '@odata.type': type, id }) => (type === '#microsoft.graph.user' ? [id] : []));
  }
}

/** Everybody of a round, once: what comes later counts, and what is left out stays as it was. */
function merged(items: readonly Item[]): readonly Person[] {
  const people = new Map<string, Person>();
  for (const { '@removed': removed, 'manager@delta': managers, ...item } of items) {
    if (removed !== undefined) people.delete(item.id);
    else {
      const known = people.get(item.id);
      const manager = managers === undefined ? known?.manager : managerAmong(managers);
      people.set(item.id, { ...known, ...item, ...(manager === undefined ? {} : { manager }) });
    }
  }
  return [...people.values()];
}

const managerAmong = (managers: NonNullable<Item['manager@delta']>) =>
  managers.filter(({ '@removed': removed }) => removed === undefined).at(-1) ?? null;

/** Everybody has a name and is enabled or not: an answer without these is a part of one, and says nothing. */
function rowOf(
  { id, userPrincipalName, displayName, mail, mobilePhone, accountEnabled, manager }: Person,
  tiers: ReadonlyMap<string, Tier>,
): FeedRow {
  if (typeof userPrincipalName !== 'string' || typeof accountEnabled !== 'boolean')
    throw new AdapterError('unexpected', { retryable: false, message: 'Graph shows a user in part' });
  return {
    ...{ directoryId: id, target: userPrincipalName, aliases: [id], name: displayName ?? userPrincipalName },
    contacts: contactsOf({ mail, mobile: mobilePhone, changedAt: null }),
    ...{ manager: manager?.id ?? null, isActive: accountEnabled, tier: tiers.get(id) ?? null },
  };
}
