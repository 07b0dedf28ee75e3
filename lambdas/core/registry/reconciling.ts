import { isSame } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { type AccountId, type AccountProfile, isSensitive, subjectOf } from './account.ts';
import type { RowRecord } from './batch.ts';
import { accountMark, MOST_COUNTED } from './counting.ts';
import { distinctRows, isMany, lostOf } from './feed.ts';
import {
  type Holdings,
  leaving,
  mostUrgentFirst,
  type PopulationFinding,
  type PopulationFlaw,
  unregistered,
} from './findings.ts';
import { normalTarget } from './identity.ts';
import { joining, nameTaken } from './joiners.ts';
import { closingManagers } from './managers.ts';
import type { PersonId } from './person.ts';
import {
  type Alone,
  type AloneChange,
  areSameContacts,
  contactsAfter,
  type DirectoryRights,
  type Feed,
  type FeedRow,
  idIn,
  type KnownAccount,
  withChange,
} from './population.ts';

/** Why nothing is changed alone: the directory says that nobody is there, that many are gone, or that many are changed, at once or within a day. */
export interface Stop {
  readonly code: 'feed-empty' | 'rows-lost' | 'mass-change';
  /** Missing or changed people, and how many there are. */
  readonly people: number;
  readonly of: number;
}

export interface Reconciling {
  readonly feed: Feed;
  /** The registered accounts of the rows, of their managers, and of who is missing, in any order. */
  readonly known: readonly KnownAccount[];
  /** What the owners of the accounts of `leaversOf` hold. */
  readonly holdings: readonly Holdings[];
  /** By the directory's id of a row without an account: the registered person with one of its addresses; null where its name is another one's. */
  readonly owners: ReadonlyMap<string, PersonId | null>;
  readonly rights: DirectoryRights;
  /** The marks of accounts that the directory changed alone within a day. */
  readonly counted: ReadonlySet<string>;
  /** The environment of accounts that are proposed. */
  readonly environment: string;
  readonly now: Instant;
}

export interface PopulationOutcome {
  /** By account. Empty where the look is stopped. */
  readonly alone: readonly AloneChange[];
  /** Records that two administrators may agree on, as rows of a batch, in the order of their streams. */
  readonly proposals: readonly RowRecord[];
  /** The most urgent first. */
  readonly findings: readonly PopulationFinding[];
  readonly stop: Stop | null;
  /** A manager changed, and not everybody was read: whether that closes a cycle is not known, so no manager is changed. */
  readonly needsWhole: boolean;
}

/**
 * What a look at the directory of record means for the registry. Total and pure; the order of rows and of what is known, and repeated rows, make
 * no difference. INVARIANT: it gives nobody a part, lowers no tier, and makes no contact older.
 */
export function reconcilePopulation(asked: Reconciling): PopulationOutcome {
  const { feed, rights } = asked;
  const { rows, findings: unclear } = distinctRows(feed);
  const lost = lostOf(feed, rights);
  if (lost !== null)
    return { alone: [], proposals: [], findings: mostUrgentFirst(unclear), stop: lost, needsWhole: false };
  const known = new Map(asked.known.map((one) => [idIn(feed, one.profile), one]));
  const active = rows.filter(({ isActive }) => isActive);
  const looking = { ...asked, known, gone: idsOf(rows.filter(({ isActive }) => !isActive)) };
  const looks = active.flatMap((row) => {
    const account = known.get(row.directoryId);
    return account === undefined ? [] : [lookAt(row, account, looking)];
  });
  const cyclic = closingManagers(
    asked.known,
    looks.map((look) => ({ ...look, waits: look.isProposed || !mayAlone('manager', look.wanted, rights) })),
  );
  const changed = looks
    .map((look) => (cyclic.has(look.account) ? withoutManager(look) : look))
    .filter(({ profile, wanted }) => !isSame(profile, wanted));
  const of = feed.isWhole ? asked.known.length : Math.max(feed.before.length, asked.known.length);
  const needsWhole = !feed.isWhole && changed.some(({ profile, wanted }) => profile.manager !== wanted.manager);
  const splitWhere = (isStopped: boolean) => changed.map((look) => splitOf(look, { rights, isStopped, needsWhole }));
  const free = splitWhere(false);
  const stop = massOf(
    { changed: changed.length, alone: free.flatMap(({ alone }) => alone ?? []), of },
    { rights, counted: asked.counted },
  );
  const split = stop === null ? free : splitWhere(true);
  const fresh = active.filter(({ directoryId }) => !known.has(directoryId));
  return {
    alone: split.flatMap(({ alone }) => alone ?? []).sort(byStream),
    proposals: [...split.flatMap(({ proposal }) => proposal ?? []), ...joiners(fresh, looking)].sort(byStream),
    findings: mostUrgentFirst([
      ...unclear,
      ...looks.flatMap((look) => look.findings),
      ...[...cyclic].map(
        ([account, by]): PopulationFinding => ({ code: 'managers-in-a-cycle', of: account, with: by }),
      ),
      ...unregistered(feed, rows, known),
      ...nameTaken(feed, fresh, asked.owners),
      ...leaving(leaversOf(asked), asked.holdings),
    ]),
    ...{ stop, needsWhole },
  };
}

/** More people are changed at once than may be, or more are changed alone within a day: many looks that change a few are one that changes many. */
function massOf(
  { changed, alone, of }: { readonly changed: number; readonly alone: readonly AloneChange[]; readonly of: number },
  { rights, counted }: Pick<Reconciling, 'rights' | 'counted'>,
): Stop | null {
  if (isMany(changed, of, rights)) return { code: 'mass-change', people: changed, of };
  const fresh = alone.filter(({ account }) => !counted.has(accountMark(account))).length;
  const people = counted.size + fresh;
  return fresh > 0 && (people > MOST_COUNTED || isMany(people, of, rights))
    ? { code: 'mass-change', people, of }
    : null;
}

/** The accounts of whoever has left: inactive, or missing from a whole look. A row that cannot be read says nothing of that. */
export function leaversOf({ feed, known }: Pick<Reconciling, 'feed' | 'known'>): readonly AccountProfile[] {
  const gone = idsOf(distinctRows(feed).rows.filter(({ isActive }) => !isActive));
  const named = idsOf(feed.rows);
  const hasLeft = (id: string): boolean => gone.has(id) || (feed.isWhole && !named.has(id));
  return known.flatMap(({ profile }) => (hasLeft(idIn(feed, profile)) ? [profile] : []));
}

const idsOf = (rows: readonly FeedRow[]): ReadonlySet<string> => new Set(rows.map(({ directoryId }) => directoryId));

/** A registered account, and what the directory wants it to be. */
interface Look extends KnownAccount {
  readonly account: AccountId;
  readonly wanted: AccountProfile;
  readonly findings: readonly PopulationFinding[];
}

type Looking = Omit<Reconciling, 'known'> & {
  readonly known: ReadonlyMap<string, KnownAccount>;
  readonly gone: ReadonlySet<string>;
};

/** Contacts and manager are those of a person: of any other account the directory knows only the name and the tier. */
function lookAt(row: FeedRow, { profile, isProposed, recordedAt }: KnownAccount, looking: Looking): Look {
  const { account, owner } = profile;
  const named = row.record?.owner ?? owner;
  // What a row says of somebody else is nothing about this account.
  if (named !== owner)
    return { account, profile, wanted: profile, isProposed, recordedAt, findings: [differs(account, named)] };
  const isPersonal = subjectOf(profile) !== null;
  const contacts = contactsAfter(profile.contacts, row, { ...looking.feed, now: looking.now });
  const managed = managerOf(row, looking);
  const isOwn = 'manager' in managed && managed.manager !== null && managed.manager === owner;
  const change = {
    ...('manager' in managed && !isOwn && isPersonal ? { manager: managed.manager } : {}),
    ...(contacts !== undefined && isPersonal && !areSameContacts(profile.contacts, contacts) ? { contacts } : {}),
    ...(row.tier === null ? {} : { tier: row.tier }),
  };
  const isNamed = [row.target, ...row.aliases].map(normalTarget).includes(normalTarget(profile.target));
  const wanted = { ...withChange(profile, change), target: isNamed ? profile.target : row.target };
  const said: readonly (readonly [boolean, PopulationFlaw, (string | null)?])[] = [
    [isPersonal && 'code' in managed, 'code' in managed ? managed.code : 'manager-unknown', row.manager],
    [isPersonal && isOwn, 'managers-in-a-cycle', owner],
    [isPersonal && contacts === undefined, 'contacts-missing'],
    [!isNamed, 'renamed'],
    [isProposed && !isSame(profile, wanted), 'proposal-waiting'],
  ];
  const findings = said.flatMap(([is, code, by = null]) => (is ? [{ code, of: account, with: by }] : []));
  return { account, profile, wanted, isProposed, recordedAt, findings };
}

const differs = (of: AccountId, named: PersonId | null): PopulationFinding => ({
  code: 'owner-differs',
  of,
  with: named,
});

/** The registered person who manages a row. One who left, or whom nobody knows, is a finding, and changes nothing. */
function managerOf(
  { manager }: FeedRow,
  { known, gone }: Pick<Looking, 'known' | 'gone'>,
): { readonly manager: PersonId | null } | { readonly code: 'manager-unknown' | 'manager-left' } {
  if (manager === null) return { manager: null };
  const account = known.get(manager);
  const owner = account === undefined ? null : subjectOf(account.profile);
  if (owner === null) return { code: 'manager-unknown' };
  return gone.has(manager) ? { code: 'manager-left' } : { manager: owner };
}

const withoutManager = (look: Look): Look => ({ ...look, wanted: { ...look.wanted, manager: look.profile.manager } });

/** Of a sensitive account only the tier is raised alone. */
const mayAlone = (member: Alone, wanted: AccountProfile, { alone }: Pick<DirectoryRights, 'alone'>): boolean =>
  alone.includes(member) && (member === 'tier' || !isSensitive(wanted));

interface Splitting extends Pick<Reconciling, 'rights'> {
  readonly isStopped: boolean;
  readonly needsWhole: boolean;
}

/** What the directory may do alone, and what two administrators must agree on. */
function splitOf({ account, profile, wanted, isProposed }: Look, { rights, isStopped, needsWhole }: Splitting) {
  if (isProposed) return { alone: null, proposal: null };
  const may = (member: Alone): boolean => !isStopped && mayAlone(member, wanted, rights);
  const { directoryId, manager, contacts, tier } = wanted;
  const change = {
    ...(may('manager') && !needsWhole && manager !== profile.manager ? { manager } : {}),
    ...(may('contacts') && !areSameContacts(contacts, profile.contacts) ? { contacts } : {}),
    ...(may('tier') && tier !== profile.tier ? { tier } : {}),
  };
  const left = isSame(withChange(profile, change), wanted);
  const { directoryId: _, ...row } = wanted;
  const alone: AloneChange | null = Object.keys(change).length === 0 ? null : { account, directoryId, ...change };
  return { alone, proposal: left || needsWhole ? null : (row satisfies RowRecord) };
}

/** The records of people whom the registry does not have, with the managers that it would have. */
function joiners(fresh: readonly FeedRow[], looking: Looking): readonly RowRecord[] {
  const { feed, owners, environment, now } = looking;
  const made = new Set<PersonId>();
  return fresh.flatMap((row) => {
    const owner = owners.get(row.directoryId);
    const managed = managerOf(row, looking);
    const manager = 'manager' in managed ? managed.manager : null;
    const records = owner === null ? [] : joining({ feed, row, owner, manager, environment, now });
    // A file may have two accounts of somebody new: the person is proposed once.
    const named = row.record?.owner;
    const isMade = named !== undefined && made.has(named);
    if (named !== undefined && records.length > 0) made.add(named);
    return records.filter((one) => !isMade || 'account' in one);
  });
}

const streamOf = (row: RowRecord | AloneChange): string => ('person' in row ? row.person : row.account);
const byStream = (one: RowRecord | AloneChange, other: RowRecord | AloneChange): number =>
  streamOf(one) < streamOf(other) ? -1 : 1;
