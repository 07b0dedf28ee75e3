import type { RowRecord } from './batch.ts';
import { type Contact, isTelephone } from './contact.ts';
import type { LikenessKey, LookAlike } from './likeness.ts';
import { normalAddress, type Person, type PersonId } from './person.ts';

/** A registered record found under a key. */
export interface FoundAlike extends LookAlike {
  readonly holders: readonly PersonId[];
}

/** The keys of a record: at most one for its name, one for its target or display name, and one for each address. */
export function likenessKeys(record: RowRecord): readonly LikenessKey[] {
  const keys = 'person' in record ? keysOfPerson(record) : keysOfAccount(record);
  return keys.filter(({ key }, index) => keys.findIndex((one) => one.key === key) === index);
}

function keysOfPerson({ person, name, addresses }: Person): readonly LikenessKey[] {
  return [
    { as: 'name', key: `person|${skeleton(person)}` },
    { as: 'display-name', key: `display-name|${skeleton(name)}` },
    ...addresses.map((address) => mailboxKey(address)),
  ];
}

/** Names are compared within one directory: one person has the same name in several. */
function keysOfAccount({ account, connector, target, contacts }: Exclude<RowRecord, Person>): readonly LikenessKey[] {
  const colon = account.indexOf(':');
  return [
    { as: 'name', key: `account|${account.slice(0, colon)}|${skeleton(account.slice(colon + 1))}` },
    { as: 'target', key: `target|${connector}|${skeleton(target)}` },
    ...contacts.flatMap(keyOfContact),
  ];
}

function keyOfContact({ kind, address }: Contact): readonly LikenessKey[] {
  if (kind === 'email') return [mailboxKey(address)];
  return isTelephone(kind) ? [{ as: 'telephone', key: `telephone|${subscriber(address)}` }] : [];
}

/** A mailbox without tag and dots: many providers ignore dots. */
function mailboxKey(address: string): LikenessKey {
  const normal = normalAddress(address);
  const at = normal.lastIndexOf('@');
  return { as: 'mailbox', key: `mailbox|${skeleton(normal.slice(0, at))}@${skeleton(normal.slice(at + 1))}` };
}

/** The last digits of a number, which no prefix changes: `+41 79…`, `0041 79…` and `079…` are one telephone. */
const SUBSCRIBER_DIGITS = 8;
const subscriber = (number: string): string => number.normalize('NFKC').replace(/\D/g, '').slice(-SUBSCRIBER_DIGITS);

/**
 * The keys under which a record is found by what an agent was told: a name, a mail address, a telephone number, a person's id or an account.
 * Whole values only, so that nobody can read the registry by beginnings. Empty for what can be none of these.
 */
export function keysToFind(words: string): readonly LikenessKey[] {
  const text = words.normalize('NFKC').trim();
  if (/^\S+@\S+$/.test(text)) return [mailboxKey(text)];
  if (/^\+?[\d\s()./-]+$/.test(text))
    return subscriber(text).length < SUBSCRIBER_DIGITS
      ? []
      : [{ as: 'telephone', key: `telephone|${subscriber(text)}` }];
  const colon = text.indexOf(':');
  const [directory, name] = [text.slice(0, colon), text.slice(colon + 1)];
  if (skeleton(name) === '') return [];
  if (colon > 0 && directory !== 'person') return [{ as: 'name', key: `account|${directory}|${skeleton(name)}` }];
  return [
    { as: 'name', key: `person|${skeleton(`person:${name}`)}` },
    ...(colon > 0 ? [] : [{ as: 'display-name', key: `display-name|${skeleton(text)}` } as const]),
  ];
}

/** The people who are accountable for a record: one person may have the same mailbox in several records. */
export const holdersOf = (record: RowRecord): readonly PersonId[] =>
  'person' in record
    ? [record.person]
    : [...new Set([...(record.owner === null ? [] : [record.owner]), ...record.custodians])];

/**
 * The registered records that look like this one, each once for each likeness, in a fixed order. Leaves out the record itself, and shared
 * mailboxes or telephones of somebody who is accountable for both.
 */
export function lookAlikesOf(record: RowRecord, found: readonly FoundAlike[]): readonly LookAlike[] {
  const own = 'person' in record ? record.person : record.account;
  const holders = holdersOf(record);
  const isOthers = (one: FoundAlike) =>
    one.record !== own && !(isReach(one) && one.holders.some((holder) => holders.includes(holder)));
  const named = new Map(
    found.filter(isOthers).map(({ record: other, as }) => [`${other} ${as}`, { record: other, as }]),
  );
  return [...named.keys()].sort().flatMap((key) => named.get(key) ?? []);
}

/** Most records of one key that are looked at. Readers would refuse long before reading so many. */
export const MOST_OF_A_KEY = 25;

/** Indexes of the records that look like another of them. */
export function alikeAmong(records: readonly RowRecord[]): readonly number[] {
  const holding = new Map<string, FoundAlike[]>();
  const keys = records.map((record) => {
    const own = likenessKeys(record);
    const one = { record: 'person' in record ? record.person : record.account, holders: holdersOf(record) };
    for (const { as, key } of own) {
      const others = holding.get(key) ?? [];
      if (others.length < MOST_OF_A_KEY) others.push({ ...one, as });
      holding.set(key, others);
    }
    return own;
  });
  return records.flatMap((record, index) => {
    const found = (keys[index] ?? []).flatMap(({ key }) => holding.get(key) ?? []);
    return lookAlikesOf(record, found).length > 0 ? [index] : [];
  });
}

const isReach = ({ as }: LookAlike): boolean => as === 'mailbox' || as === 'telephone';

/**
 * One spelling for all texts that a reader confuses: ignores compatibility forms, case, accents, spaces and punctuation, and replaces
 * look-alike letters of other scripts and digits that look like letters. Only for showing look-alikes: two texts with one skeleton may be
 * two names.
 */
export function skeleton(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().normalize('NFD');
  const bare = plain.replace(/[\p{M}\p{P}\p{Z}\p{C}\p{S}\p{Default_Ignorable_Code_Point}]/gu, '');
  const shaped = Array.from(bare, (letter) => SHAPES.get(letter) ?? letter).join('');
  return shaped.replace(/rn/g, 'm').replace(/vv/g, 'w');
}

/**
 * Lower-case letters and digits that look like a Latin letter (after Unicode UTS 39, confusables). Each digit has a different letter, so
 * numbered names stay apart.
 */
const SHAPES: ReadonlyMap<string, string> = new Map(
  (
    [
      ...([
        ['0οоօ᧐', 'o'],
        ['1iıіӏιւ', 'l'],
        ['2', 'z'],
        ['3еєεҽ', 'e'],
        ['4аαɑ', 'a'],
        ['5ѕ', 's'],
        ['7тτ', 't'],
      ] as const),
      ...([
        ['8вβ', 'b'],
        ['9ɡց', 'g'],
        ['сϲ', 'c'],
        ['ԁđ', 'd'],
        ['һհнħ', 'h'],
        ['јϳ', 'j'],
        ['кκ', 'k'],
        ['ł', 'l'],
      ] as const),
      ...([
        ['мμ', 'm'],
        ['пη', 'n'],
        ['ø', 'o'],
        ['рρ', 'p'],
        ['ԛ', 'q'],
        ['г', 'r'],
        ['υսц', 'u'],
        ['νѵ', 'v'],
      ] as const),
      ...([
        ['ԝωш', 'w'],
        ['хχ', 'x'],
        ['уγү', 'y'],
      ] as const),
    ] as const
  ).flatMap(([letters, shape]) => Array.from(letters, (letter) => [letter, shape] as const)),
);
