import { canonical, digestOf } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { leafOf, type MerkleTree, rootOf, treeOver } from '../values/merkle.ts';
import type { AccountId, AccountProfile } from './account.ts';
import { identitiesOf, type Person, type PersonId } from './person.ts';

/** One record of a batch: a person, or an account without the directory's id, which no file knows. */
export type RowRecord = Person | Omit<AccountProfile, 'directoryId'>;

/** What two administrators agree on: the root of the tree over all rows, and how many there are. */
export interface BatchContent {
  readonly root: string;
  readonly people: number;
  readonly accounts: number;
}

/** A batch as it was proposed. */
export interface Batch extends BatchContent {
  /** What the rows were to the registry when they were looked at. */
  readonly fresh: number;
  readonly changing: number;
  readonly same: number;
  /** When that was looked at: the earliest look at any row. Nothing that was registered since is undone. */
  readonly lookedAt: Instant;
  /** Indexes of rows that look like another record. They are never applied together with others. */
  readonly apart: readonly number[];
}

/** How far the rows of a confirmed batch are applied. */
export interface BatchProgress {
  /** The commit that confirmed it. */
  readonly seq: number;
  readonly proposedAt: Instant;
  readonly proposedBy: PersonId;
  readonly confirmedBy: PersonId;
  /** Index of the first row that is not worked. */
  readonly next: number;
  readonly applied: number;
  /** Rows whose record was registered as it is. */
  readonly unchanged: number;
  readonly refused: number;
}

/** Most rows of a batch: all leaves are hashed in one call. */
export const MOST_ROWS = 20_000;

/** Most rows that may look like another record. */
export const MOST_APART = 1_000;

/** The digest that both administrators compute from their own copies of the files. */
export const batchDigest = ({ root, people, accounts }: BatchContent): string => digestOf({ root, people, accounts });

/**
 * Digest of what a confirmer reads of a proposed batch: what its rows were to the registry, when that was looked at, who proposed it and when. So a
 * confirmation is of one proposal, and of no later one of the same rows.
 */
export const seenOfBatch = ({
  value,
  by,
  at,
}: {
  readonly value: Batch;
  readonly by: PersonId;
  readonly at: Instant;
}): string => digestOf({ batch: value, by, at });

const PREFIX = 'batch:';

/** The stream of a batch. Its name is the batch's digest, so a row can belong to no other batch. */
export const batchStream = (digest: string): string => `${PREFIX}${digest}`;

export const isBatchStream = (stream: string): boolean => /^batch:[0-9a-f]{64}$/.test(stream);

/** The digest of a batch, by its stream. */
export const digestIn = (stream: string): string => stream.slice(PREFIX.length);

export const rowsIn = ({ people, accounts }: Pick<BatchContent, 'people' | 'accounts'>): number => people + accounts;

/** The stream of a row's record. */
export const recordStream = (record: RowRecord): PersonId | AccountId =>
  'person' in record ? record.person : record.account;

/** The leaf hash of a row. */
export const rowLeaf = (record: RowRecord): string => leafOf(canonical(record));

/** The rows in the order of a batch, which the order of the files does not change. */
export const inOrder = <Row>(rows: readonly Row[], recordOf: (row: Row) => RowRecord): readonly Row[] =>
  [...rows].sort((one, other) => (recordStream(recordOf(one)) < recordStream(recordOf(other)) ? -1 : 1));

/** The content and the tree of rows in order. */
export function batchContent(records: readonly RowRecord[]): {
  readonly content: BatchContent;
  readonly tree: MerkleTree;
} {
  const tree = treeOver(records.map(rowLeaf));
  const people = records.filter((record) => 'person' in record).length;
  return { content: { root: rootOf(tree), people, accounts: records.length - people }, tree };
}

/** What is wrong between two rows: the later one, by its index, and the earlier. */
export interface RowFlaw {
  readonly index: number;
  readonly code: 'row-duplicate' | 'identity-twice' | 'managers-in-a-cycle';
  /** The stream, the identity, or the person. */
  readonly of: string;
  /** Index of the other row. */
  readonly with: number;
}

/** What is wrong between rows: two of one record, two people with one identity, owners who are each other's managers. */
export const rowFlaws = (records: readonly RowRecord[]): readonly RowFlaw[] => [
  ...duplicates(records),
  ...cycles(records),
];

function duplicates(records: readonly RowRecord[]): readonly RowFlaw[] {
  const first = new Map<string, number>();
  return records.flatMap((record, index) => {
    const stream = recordStream(record);
    const identities = 'person' in record ? identitiesOf(record) : [`target:${record.connector}|${record.target}`];
    return [stream, ...identities].flatMap((name) => {
      const before = first.get(name);
      first.set(name, before ?? index);
      if (before === undefined || before === index) return [];
      const code = name === stream ? ('row-duplicate' as const) : ('identity-twice' as const);
      return [{ index, code, of: name, with: before }];
    });
  });
}

/** Owners who are each other's managers, over any number of people: nobody above them could vouch. */
function cycles(records: readonly RowRecord[]): readonly RowFlaw[] {
  const managed = records.flatMap((record, index) => {
    if (!('account' in record)) return [];
    const { owner, manager } = record;
    return owner === null || manager === null ? [] : [{ index, owner, manager }];
  });
  const above = new Map<string, Map<string, number>>();
  for (const { owner, manager, index } of managed)
    above.set(owner, (above.get(owner) ?? new Map<string, number>()).set(manager, index));
  return managed.flatMap(({ index, owner, manager }): readonly RowFlaw[] => {
    const closing = closingRow(above, manager, owner);
    return closing === undefined ? [] : [{ index, code: 'managers-in-a-cycle', of: owner, with: closing }];
  });
}

/** The row by which somebody is reached by going up from here; undefined where they are not. Each person is visited once. */
function closingRow(
  above: ReadonlyMap<string, ReadonlyMap<string, number>>,
  from: string,
  wanted: string,
): number | undefined {
  if (from === wanted) return above.get(from)?.get(wanted);
  const seen = new Set([from]);
  for (const one of seen)
    for (const [next, index] of above.get(one) ?? []) {
      if (next === wanted) return index;
      seen.add(next);
    }
  return undefined;
}
