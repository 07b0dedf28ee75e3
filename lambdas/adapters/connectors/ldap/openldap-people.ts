import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import { type Instant, plusSeconds } from '../../../core/values/instant.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { tierOfGroups } from '../group-tiers.ts';
import { shown, shownAll, textIn, textsIn } from './dialect.ts';
import { PWD_END_TIME } from './end.ts';
import { LOCKED_FOR_GOOD, PERSONS, plainDn } from './openldap.ts';
import { changeIn, type PeopleDialect } from './population.ts';
import type { Session } from './session.ts';

/** When the server was read, by our clock. */
export interface OpenLdapPeople {
  readonly at: Instant;
}

/** Seconds by which clocks may differ, and a change may be stored late. */
const OVERLAP_SECONDS = 120;

/** Changes are found by the time at which the server stored them, with overlap: a row that comes again changes nothing. */
export const openLdapPeople: PeopleDialect<OpenLdapPeople> = {
  attributes: ['uid', 'entryUUID', 'pwdAccountLockedTime', 'pwdEndTime', 'modifyTimestamp'],
  binary: [],
  filter: `(&${PERSONS}(uid=*))`,

  placeOf: async (_, at) => ({ at }),

  /** A place in the future is of another clock. */
  changedBehind: async (_, { at }, now) =>
    at > plusSeconds(now, OVERLAP_SECONDS)
      ? undefined
      : `(modifyTimestamp>=${plusSeconds(at, -OVERLAP_SECONDS).slice(0, 19).replace(/[-:T]/g, '')}Z)`,

  async tiersOf(session, tiers) {
    const groups = await groupsIn(session);
    const found = new Map<string, Tier>();
    for (const [dn, { names }] of groups) {
      const tier = tierOfGroups(tiers, names);
      if (tier === null) continue;
      for (const member of membersOf(dn, groups)) found.set(member, higherTier(tier, found.get(member) ?? null));
    }
    return found;
  },

  personIn(entry, now) {
    const end = PWD_END_TIME.read(textIn(entry, 'pwdEndTime'));
    if (end === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
    const [target = '', ...aliases] = shownAll(entry, 'uid');
    return {
      ...{ directoryId: shown(entry, 'entryUUID'), target, aliases, tier: null },
      isActive: textIn(entry, 'pwdAccountLockedTime') !== LOCKED_FOR_GOOD && !(end.of === 'at' && end.at <= now),
      changedAt: changeIn(entry, 'modifyTimestamp'),
    };
  },
};

interface Group {
  readonly names: readonly string[];
  /** Plain names of entries: people and groups. */
  readonly members: readonly string[];
}

/** Every group that names entries; people whom a POSIX group names only by `uid` or number are found by their entries. */
async function groupsIn(session: Session): Promise<ReadonlyMap<string, Group>> {
  const entries = await session.search(session.base, {
    ...{ scope: 'sub', paged: { pageSize: 250 } },
    filter: '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))',
    attributes: ['cn', 'member', 'uniqueMember', 'memberUid', 'gidNumber'],
  });
  const byUid = await namedBy(
    session,
    entries.flatMap((entry) => textsIn(entry, 'memberUid')),
    'uid',
  );
  const numbers = entries.flatMap((entry) => textsIn(entry, 'gidNumber'));
  const byNumber = await namedBy(session, numbers, 'gidNumber');
  return new Map(
    entries.map((entry) => [
      plainDn(entry.dn),
      {
        names: shownAll(entry, 'cn'),
        members: [
          ...[...textsIn(entry, 'member'), ...textsIn(entry, 'uniqueMember')].map(plainDn),
          ...textsIn(entry, 'memberUid').flatMap((uid) => byUid.get(uid) ?? []),
          ...textsIn(entry, 'gidNumber').flatMap((number) => byNumber.get(number) ?? []),
        ],
      },
    ]),
  );
}

/** The people with these values, by value. Asked for only where there are POSIX groups. */
async function namedBy(session: Session, values: readonly string[], attribute: string) {
  const found = new Map<string, string[]>();
  if (values.length === 0) return found;
  const people = await session.search(session.base, {
    ...{ scope: 'sub', filter: `(&${PERSONS}(${attribute}=*))`, attributes: [attribute], paged: { pageSize: 250 } },
  });
  for (const person of people)
    for (const value of textsIn(person, attribute)) found.set(value, [...(found.get(value) ?? []), plainDn(person.dn)]);
  return found;
}

/** The members of a group at any depth. A group that is in itself is looked at once. */
function membersOf(dn: string, groups: ReadonlyMap<string, Group>): ReadonlySet<string> {
  const seen = new Set([dn]);
  for (const one of seen) for (const member of groups.get(one)?.members ?? []) seen.add(member);
  return new Set([...seen].filter((one) => !groups.has(one)));
}
