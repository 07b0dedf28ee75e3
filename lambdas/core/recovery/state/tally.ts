import type { Tier } from '../../registry/account.ts';
import { digestOf } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';
import type { DirectoryChange, During, UngovernedCause } from './receipts.ts';

/*
 * The tally of a month: so many changes in directories, so many governed, these not. It is an event of its own stream, so it is signed and
 * chained as every commit is, and whoever has the ledger of that month counts it again.
 */

/** The stream of the tallies. */
export const RECEIPTS_STREAM = 'receipts:monthly';

/** A change that the log of a directory showed, with the commit that says what it belongs to. */
export interface SeenReceipt {
  readonly account: string;
  readonly seq: number;
  /** When the ledger recorded it: this decides its month, and never changes. */
  readonly recordedAt: Instant;
  readonly tier: Tier | null;
  readonly change: DirectoryChange;
  /** Null for a change that belongs to none. */
  readonly recovery: string | null;
  readonly during: During | null;
  /** Why it belongs to none; null for a governed one. */
  readonly cause: UngovernedCause | null;
}

/** An ungoverned change, as a tally names it. */
export type Unreceipted = Omit<SeenReceipt, 'recovery' | 'during'>;

export interface Tally {
  /** Of UTC, such as `2026-10`. */
  readonly month: string;
  readonly changes: number;
  readonly governed: number;
  readonly ungoverned: number;
  /** The ungoverned ones, at most `MOST_NAMED`, in the order in which they were recorded. */
  readonly without: readonly Unreceipted[];
  /** Over the places of all of them, and which are governed. */
  readonly digest: string;
  /** All of this in English, line by line. */
  readonly text: string;
}

/** Given by the function that reads the logs of directories. */
export interface TallyReceipts {
  readonly type: 'TallyReceipts';
  readonly tally: Tally;
}

export interface TallyEvent {
  readonly type: 'ReceiptsTallied';
  readonly tally: Tally;
}

/** Most ungoverned changes that a tally names: a commit has room for them. All are counted, and are in the digest. */
export const MOST_NAMED = 200;

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
export const isMonth = (text: string): boolean => MONTH.test(text);

/** The month of UTC in which something happened. */
export const monthOf = (at: Instant): string => at.slice(0, 7);

/** The month before the one of this moment. */
export function monthBefore(now: Instant): string {
  const [year, month] = [Number(now.slice(0, 4)), Number(now.slice(5, 7))];
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
}

/** Counts the receipts that were recorded in a month; others, and repeated ones, do not count. Their order does not matter. */
export function tallyOf(month: string, receipts: readonly SeenReceipt[]): Tally {
  const places = new Map(receipts.map((one) => [`${one.account}#${one.seq}`, one]));
  const some = [...places.values()].filter(({ recordedAt }) => monthOf(recordedAt) === month).sort(byRecording);
  const without = some.filter(({ recovery }) => recovery === null);
  const counted = {
    ...{ month, changes: some.length, governed: some.length - without.length, ungoverned: without.length },
    without: without.slice(0, MOST_NAMED).map(({ recovery: _, during: __, ...one }) => one),
    digest: digestOf(some.map(({ account, seq, recovery }) => [account, seq, recovery])),
  };
  return { ...counted, text: tallyInWords(counted) };
}

/** The canonical text of a tally. */
export function tallyInWords({ month, changes, governed, ungoverned, without, digest }: Omit<Tally, 'text'>): string {
  const rows = without.map(
    ({ account, seq, change: { at, kind, connector, by }, cause }) =>
      `  ${at}  ${account}  ${kind} in ${connector} by ${by.name ?? by.as} (${cause}), commit ${seq}`,
  );
  const more = ungoverned - without.length;
  return [
    `Changes that the logs of directories showed, recorded in ${month} (UTC)`,
    `${changes} in all, ${governed} of a recovery, ${ungoverned} of none${ungoverned === 0 ? '.' : ':'}`,
    ...rows,
    ...(more > 0 ? [`  and ${more} more`] : []),
    `Digest of their places: ${digest}`,
  ].join('\n');
}

/** Whether a tally says the same of itself everywhere; which changes there were, it does not show. */
export function isSoundTally(tally: Tally): boolean {
  const { text, ...said } = tally;
  const { month, changes, governed, ungoverned, without } = said;
  if (!isMonth(month) || governed + ungoverned !== changes || governed < 0) return false;
  return without.length === Math.min(ungoverned, MOST_NAMED) && text === tallyInWords(said);
}

const byRecording = (one: SeenReceipt, other: SeenReceipt): number => {
  const [mine, theirs] = [one, other].map(({ recordedAt, account, seq }) =>
    [recordedAt, account, String(seq).padStart(12, '0')].join('#'),
  ) as [string, string];
  return mine < theirs ? -1 : Number(mine > theirs);
};
