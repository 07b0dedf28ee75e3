import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import { receiptIn } from '../../../lambdas/core/audit/receipts.ts';
import { RECEIPTS_STREAM, type SeenReceipt, type Tally, tallyOf } from '../../../lambdas/core/recovery/state/tally.ts';
import type { Style } from '../text/print.ts';
import { parseStored } from './stored.ts';

/** A receipt in unverified bytes, with the hash of its commit. */
export interface FoundReceipt {
  readonly receipt: SeenReceipt;
  readonly hash: string;
}

/** A tally in unverified bytes, with its place. */
export interface FoundTally {
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
  readonly tally: Tally;
}

/** The receipts in the commits of a stream, but for those that were voided. */
export function receiptsAmong(rows: readonly unknown[], voided: ReadonlySet<number> = new Set()): FoundReceipt[] {
  return rows.flatMap((row) => {
    const found = commitWith(row, 'ChangeSeen"');
    const receipt = found === undefined || voided.has(found.commit.seq) ? undefined : receiptIn(found.commit);
    if (found === undefined || receipt === undefined || typeof receipt.change?.at !== 'string') return [];
    return [{ receipt, hash: found.hash }];
  });
}

/** The newest tally of each month in the commits of the stream of tallies: it takes the place of an earlier one. */
export function talliesAmong(rows: readonly unknown[], voided: ReadonlySet<number> = new Set()): readonly FoundTally[] {
  const newest = new Map<string, FoundTally>();
  for (const row of rows) {
    const found = commitWith(row, '"ReceiptsTallied"');
    if (found === undefined || voided.has(found.commit.seq)) continue;
    const { commit, hash } = found;
    for (const event of commit.events)
      if (event.type === 'ReceiptsTallied')
        newest.set(event.tally.month, { seq: commit.seq, hash, at: commit.at, tally: event.tally });
  }
  return [...newest.values()];
}

/** A tally that is not what the ledger says of its month. */
export interface Miscounted {
  readonly month: string;
  readonly seq: number;
  /** What the tally says, and what was counted. */
  readonly said: Counts;
  readonly counted: Counts;
}

type Counts = Pick<Tally, 'changes' | 'governed' | 'ungoverned' | 'digest'>;

/** The tallies that a count of all receipts of the ledger does not lead to. The text of a tally follows from what it counts. */
export function miscountedIn(tallies: readonly FoundTally[], receipts: readonly SeenReceipt[]): readonly Miscounted[] {
  return tallies.flatMap(({ seq, tally }) => {
    const counted = tallyOf(tally.month, receipts);
    if (counted.digest === tally.digest && counted.text === tally.text) return [];
    return [{ month: tally.month, seq, said: countsOf(tally), counted: countsOf(counted) }];
  });
}

const countsOf = ({ changes, governed, ungoverned, digest }: Tally): Counts => ({
  ...{ changes, governed, ungoverned, digest },
});

const miscountInWords = ({ month, seq, said, counted }: Miscounted): string =>
  `  commit ${seq} of \`${RECEIPTS_STREAM}\`: it says of ${month} that ${said.ungoverned} of ${said.changes} changes were of no recovery; the ledger has ${counted.ungoverned} of ${counted.changes}, digest ${counted.digest.slice(0, 16)}. Suspect the relay, and whoever can write its read models.\n`;

/** What was counted again, and that `uncounted` months could not be; nothing where no month was tallied. */
export const tallied = (style: Style, tallies: number, miscounted: readonly Miscounted[], uncounted: number): string =>
  uncounted > 0
    ? `${style.quiet('not counted:')} ${uncounted} month${uncounted === 1 ? '' : 's'}, for this is a part of the ledger\n`
    : miscounted.length > 0
      ? `${style.bad('not intact:')} what was counted of ${miscounted.length} months\n${miscounted.map(miscountInWords).join('')}`
      : tallies > 0
        ? `${style.good('intact:')} what was counted of ${tallies} month${tallies === 1 ? '' : 's'}\n`
        : '';

/** Most commits say nothing of the kind, and reading one costs more than looking for a word. */
function commitWith(row: unknown, word: string): { readonly commit: Commit; readonly hash: string } | undefined {
  const stored = parseStored(row);
  if (stored === undefined || !stored.bytes.includes(word)) return undefined;
  try {
    const commit = JSON.parse(stored.bytes) as Commit;
    if (!Array.isArray(commit.events) || typeof commit.at !== 'string') return undefined;
    // What it is found by is not believed of its bytes: the hash is verified over them elsewhere.
    return { commit: { ...commit, account: stored.account, seq: stored.seq }, hash: stored.hash };
  } catch {
    return undefined;
  }
}
