import { printable, type Style } from '../text/print.ts';
import type { StreamRows } from './source.ts';
import { parseStored } from './stored.ts';

/** A stream that deviates from an earlier export. Growth is no deviation. */
export interface Deviation {
  readonly account: string;
  /** The first commit that differs. */
  readonly seq: number;
  readonly kind: 'cut' | 'changed' | 'forked' | 'gone';
}

/** The result of comparing with an earlier export: every earlier commit must still be there, unchanged. */
export interface Comparison {
  readonly streams: number;
  /** Streams that have gained commits, or are new. */
  readonly grown: number;
  readonly deviations: readonly Deviation[];
}

/**
 * Compares the streams of an export with those of an earlier one. Somebody who can write the store could replace a whole stream by another
 * with consistent hashes: only a copy kept elsewhere shows this. `accounts`: only these streams; empty: all.
 */
export function compareStreams(
  older: readonly StreamRows[],
  newer: readonly StreamRows[],
  accounts: readonly string[] = [],
): Comparison {
  const isMeant = ({ account }: StreamRows) => accounts.length === 0 || accounts.includes(account);
  const before = older.filter(isMeant);
  const after = new Map(newer.filter(isMeant).map((stream) => [stream.account, stream.rows]));
  const grown = [...after].filter(([account, rows]) => {
    const old = before.find((stream) => stream.account === account)?.rows.length ?? 0;
    return rows.length > old;
  });
  const deviations = before.flatMap(({ account, rows }) => deviationOf(account, rows, after.get(account)) ?? []);
  return { streams: before.length, grown: grown.length, deviations };
}

function deviationOf(
  account: string,
  older: readonly unknown[],
  newer: readonly unknown[] | undefined,
): Deviation | undefined {
  if (newer === undefined) return older.length === 0 ? undefined : { account, seq: 1, kind: 'gone' };
  const place = older.findIndex((row, index) => contentOf(row) !== contentOf(newer[index]));
  if (place < 0) return undefined;
  const seq = place + 1;
  if (newer.length <= place) return { account, seq, kind: 'cut' };
  return { account, seq, kind: isFork(newer[place], newer[place - 1]) ? 'forked' : 'changed' };
}

/** Everything stored of a commit except its state, which follows from the events. */
function contentOf(row: unknown): string {
  const stored = parseStored(row);
  return stored === undefined
    ? (JSON.stringify(row) ?? 'none')
    : JSON.stringify([stored.seq, stored.hash, stored.bytes, stored.signature]);
}

/** Whether a different commit follows the same predecessor: history was rewritten from here. */
function isFork(row: unknown, previous: unknown): boolean {
  const [one, before] = [parseStored(row), parseStored(previous)];
  if (one === undefined) return false;
  const prev = prevIn(one.bytes);
  return before === undefined ? prev !== undefined : prev === before.hash;
}

function prevIn(bytes: string): string | undefined {
  try {
    const { prev } = JSON.parse(bytes) as { readonly prev?: unknown };
    return typeof prev === 'string' ? prev : undefined;
  } catch {
    return undefined;
  }
}

const SAID: Readonly<Record<Deviation['kind'], string>> = {
  cut: 'is missing: the stream was cut off before it',
  changed: 'is another than it was',
  forked: 'is another that follows on the same commit: the stream was written anew from it',
  gone: 'is missing, and all of its stream',
};

/** The result in words. */
export function comparisonInWords({ streams, grown, deviations }: Comparison, file: string, style: Style): string {
  if (deviations.length === 0)
    return `${style.good('as it was:')} ${streams} streams of ${file} are all in it; ${grown} have grown or are new\n`;
  return [
    `${style.bad('not as it was:')} ${deviations.length} of ${streams} streams of ${file}\n`,
    ...printable(deviations).map(
      ({ account, seq, kind }) => `  commit ${seq} of \`${account}\` ${SAID[kind]} (${kind})\n`,
    ),
    'Change nothing: this is evidence. Keep both exports and tell the control owner.\n',
  ].join('');
}
