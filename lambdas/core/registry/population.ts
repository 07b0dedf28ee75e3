import { digestOf } from '../values/hash.ts';
import { type Instant, plusSeconds } from '../values/instant.ts';
import type { AccountId, AccountProfile, Tier } from './account.ts';
import { areSound, type Contact, type ContactKind, isSpelledAlike } from './contact.ts';
import { higherTier } from './identity.ts';
import type { PersonId } from './person.ts';

/**
 * What a policy may let the directory of record change alone: the manager and the contacts of a standard personal account, and a higher tier of
 * any. Everything else takes two administrators. INVARIANT: nothing here gives anybody a part, lowers a tier, or makes a contact older.
 */
export const ALONE = ['manager', 'contacts', 'tier'] as const;
export type Alone = (typeof ALONE)[number];

/** What a policy lets the directory of record do. */
export interface DirectoryRights {
  /** What it may change without two administrators. */
  readonly alone: readonly Alone[];
  /** Of a hundred people, so many may be changed, in one look or alone within a day, or be missing. Beyond it nothing is changed alone. */
  readonly atMost: number;
}

/** A policy that says nothing lets the directory change nothing alone. */
export const NO_RIGHTS: DirectoryRights = { alone: [], atMost: 5 };

/** Fewest people whose change counts as many: in a small directory everybody is a large share. */
export const FEW = 5;

/** A contact as the directory has it, with the time of its last change where the directory says one. */
export interface FeedContact {
  readonly kind: ContactKind;
  readonly address: string;
  readonly changedAt: Instant | null;
}

/**
 * The record that a source writes of an account, where it writes whole ones as a file does. It is for whoever registers the account; of one that is
 * registered it changes nothing.
 */
export type FeedRecord = Pick<
  AccountProfile,
  'account' | 'kind' | 'environment' | 'labels' | 'custodians' | 'assurance' | 'language'
> & { readonly owner: PersonId };

/** A person as the directory of record has them. Untrusted, as far as the directory is. */
export interface FeedRow {
  /** The directory's immutable id; in a file, which knows none, the account. */
  readonly directoryId: string;
  /** The name under which the connector finds them. */
  readonly target: string;
  /** Other names under which it finds them. */
  readonly aliases: readonly string[];
  readonly name: string;
  /** The kinds of contacts that are not here are not the directory's business. */
  readonly contacts: readonly FeedContact[];
  /** The directory's id of their manager; null for none. */
  readonly manager: string | null;
  /** False for whoever has left: disabled or ended. */
  readonly isActive: boolean;
  /** The tier that the groups of the directory give; null for none. */
  readonly tier: Tier | null;
  /** Only of a source that writes whole records. */
  readonly record?: FeedRecord;
}

/** One look at a directory of record. */
export interface Feed {
  readonly connector: string;
  /** Present where the rows name accounts: the source is a file, and knows no id of the directory. */
  readonly knownBy?: 'account';
  /** The kinds of contacts that the directory is asked for. */
  readonly kinds: readonly ContactKind[];
  readonly rows: readonly FeedRow[];
  /** Everybody was read, and not only who was changed since the last look. */
  readonly isWhole: boolean;
  /** The directory's ids of everybody at the last whole look; empty before the first one. */
  readonly before: readonly string[];
  /** When the last look began; null before the first one. */
  readonly lastLook: Instant | null;
}

/** The id under which a source has a registered account. */
export const idIn = ({ knownBy }: Pick<Feed, 'knownBy'>, { account, directoryId }: AccountProfile): string =>
  knownBy === 'account' ? account : directoryId;

/** The account of a row: as its record has it, else named after its target. */
export const accountOf = ({ connector }: Pick<Feed, 'connector'>, { record, target }: FeedRow): AccountId =>
  record?.account ?? `${connector}:${target}`;

/** What the registry knows of an account of the directory. */
export interface KnownAccount {
  readonly profile: AccountProfile;
  /** A proposal waits for a second administrator: the directory changes nothing meanwhile. */
  readonly isProposed: boolean;
  /** When the record in force was written. */
  readonly recordedAt: Instant | null;
}

/** A change that the directory makes alone. Only members that it may change are there. */
export interface AloneChange {
  readonly account: AccountId;
  readonly directoryId: string;
  readonly manager?: PersonId | null;
  readonly contacts?: readonly Contact[];
  readonly tier?: Tier;
}

/**
 * Seconds by which a source's own date may be before the commit: half of the least age that a policy may ask of a contact. So whoever rules the
 * feed makes no contact old enough to prove anything.
 */
export const MOST_BACKDATED = 12 * 3600;

/**
 * The date from which a changed contact counts: the source's own, where it gives one that is not in the future; else now. Never before the last
 * look, at which the directory still had the old one, and never older than `MOST_BACKDATED`.
 */
export function changedSince(
  changedAt: Instant | null,
  { lastLook, now }: { readonly lastLook: Instant | null; readonly now: Instant },
): Instant {
  if (changedAt === null || lastLook === null || changedAt > now || lastLook > now) return now;
  return latest(changedAt, lastLook, plusSeconds(now, -MOST_BACKDATED));
}

export const latest = (...some: readonly Instant[]): Instant => [...some].sort().at(-1) ?? '';

/**
 * The contacts of a record after a look: those of the directory's kinds are the directory's, and the others stay. An unchanged contact keeps its
 * name and its date. Undefined where that leaves none, or what no record may have.
 */
export function contactsAfter(
  current: readonly Contact[],
  row: Pick<FeedRow, 'contacts'>,
  { kinds, lastLook, now }: Pick<Feed, 'kinds' | 'lastLook'> & { readonly now: Instant },
): readonly Contact[] | undefined {
  const others = current.filter(({ kind }) => !kinds.includes(kind));
  const given = row.contacts
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ kind, address, changedAt }): Contact => {
      const known = current.find((one) => one.kind === kind && isSpelledAlike(one, { kind, address }));
      if (known !== undefined) return known;
      const id = `${kind}-${digestOf({ kind, address: address.toLowerCase() }).slice(0, 12)}`;
      return { id, kind, address, since: changedSince(changedAt, { lastLook, now }) };
    });
  const after = [...others, ...given].sort((one, other) => (one.id < other.id ? -1 : 1));
  return after.length > 0 && areSound(after) ? after : undefined;
}

/** Whether two lists of contacts say the same, in any order. */
export const areSameContacts = (one: readonly Contact[], other: readonly Contact[]): boolean =>
  one.length === other.length && one.every((contact) => other.some((each) => digestOf(each) === digestOf(contact)));

/** The record after a change of the directory. INVARIANT: the tier is never lower, and no other member can change. */
export const withChange = (
  profile: AccountProfile,
  { manager, contacts, tier }: Omit<AloneChange, 'account' | 'directoryId'>,
): AccountProfile => ({
  ...profile,
  ...(manager === undefined ? {} : { manager }),
  ...(contacts === undefined ? {} : { contacts }),
  tier: higherTier(profile.tier, tier ?? null),
});

/**
 * The dates of contacts that the directory changed: an unchanged contact keeps its own; any other one counts from its source's date, within
 * `MOST_BACKDATED` of the commit, and not before the record in force was written. INVARIANT: whoever writes the commit makes no contact older.
 */
export function feedDated(
  before: readonly Contact[],
  after: readonly Contact[],
  { recordedAt, at }: { readonly recordedAt: Instant | null; readonly at: Instant },
): readonly Contact[] {
  return after.map((contact) => {
    const known = before.find(
      (one) => one.id === contact.id && one.kind === contact.kind && isSpelledAlike(one, contact),
    );
    if (known !== undefined) return { ...contact, since: known.since };
    if (contact.since > at) return { ...contact, since: at };
    return { ...contact, since: latest(contact.since, recordedAt ?? at, plusSeconds(at, -MOST_BACKDATED)) };
  });
}
