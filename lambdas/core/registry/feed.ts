import { digestOf } from '../values/hash.ts';
import { isAccountId } from './account.ts';
import { areSound } from './contact.ts';
import type { PopulationFinding } from './findings.ts';
import { normalTarget } from './identity.ts';
import { type DirectoryRights, FEW, type Feed, type FeedRow } from './population.ts';

/** Longest text of a row: a name, an address or an id. */
const LONGEST = 254;

/** The rows that can be read, each person once and in a fixed order, and what is wrong with the others. */
export interface DistinctRows {
  readonly rows: readonly FeedRow[];
  readonly findings: readonly PopulationFinding[];
}

/**
 * A row that is repeated counts once. Rows that give one person two contents, or two people one name, say nothing: nobody knows which is true.
 */
export function distinctRows({ connector, rows }: Pick<Feed, 'connector' | 'rows'>): DistinctRows {
  const byId = new Map<string, Map<string, FeedRow>>();
  for (const row of rows)
    byId.set(row.directoryId, (byId.get(row.directoryId) ?? new Map<string, FeedRow>()).set(digestOf(row), row));
  const named = new Map<string, number>();
  for (const contents of byId.values())
    for (const target of new Set([...contents.values()].map((row) => normalTarget(row.target))))
      named.set(target, (named.get(target) ?? 0) + 1);
  const ids = [...byId.keys()].sort();
  const judged = ids.map((id) => {
    const contents = [...(byId.get(id)?.values() ?? [])];
    const [row] = contents;
    const of = `${connector}|${id}`.slice(0, LONGEST);
    if (row === undefined || !contents.every((one) => isReadable(one, connector)))
      return { code: 'row-malformed', of, with: null } as const;
    const isAmbiguous = contents.length > 1 || (named.get(normalTarget(row.target)) ?? 0) > 1;
    return isAmbiguous ? ({ code: 'row-ambiguous', of, with: null } as const) : row;
  });
  return {
    rows: judged.flatMap((one) => ('code' in one ? [] : [one])),
    findings: judged.flatMap((one) => ('code' in one ? [one] : [])),
  };
}

/** Whether a row can be anybody's: its name fits an account, and its contacts could be registered. */
function isReadable({ directoryId, target, name, contacts }: FeedRow, connector: string): boolean {
  const texts = [directoryId, target, name, ...contacts.map(({ address }) => address)];
  const dated = contacts.map(({ kind, address }, index) => ({ id: String(index), kind, address, since: '' }));
  return (
    texts.every((text) => text.trim() !== '' && text.length <= LONGEST && !/\p{Cc}/u.test(text)) &&
    isAccountId(`${connector}:${target}`) &&
    areSound(dated)
  );
}

/** Why a whole look cannot be true: nobody is there, or more people are missing than may leave between two looks. */
export function lostOf(
  { isWhole, before, rows: all }: Feed,
  rights: Pick<DirectoryRights, 'atMost'>,
): { readonly code: 'feed-empty' | 'rows-lost'; readonly people: number; readonly of: number } | null {
  if (!isWhole) return null;
  const there = new Set(all.map(({ directoryId }) => directoryId));
  const people = before.filter((id) => !there.has(id)).length;
  if (there.size === 0) return { code: 'feed-empty', people, of: before.length };
  return isMany(people, before.length, rights) ? { code: 'rows-lost', people, of: before.length } : null;
}

/** Whether so many of these are more than may change in one look. */
export const isMany = (people: number, of: number, { atMost }: Pick<DirectoryRights, 'atMost'>): boolean =>
  people > Math.max(FEW, (of * atMost) / 100);
