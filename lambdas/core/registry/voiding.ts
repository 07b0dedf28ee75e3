import type { Instant } from '../values/instant.ts';
import type { PersonId } from './person.ts';
import { KEYS_STREAM } from './signing-key.ts';

/** A forged commit, exactly as it lies in the ledger. */
export interface ForgedCommit {
  readonly seq: number;
  /** The hash that the next commit follows on. */
  readonly hash: string;
  /** Digest of everything that is stored of the commit, see `rowDigest`. */
  readonly row: string;
  /** What is wrong with it; `none` where nothing is, and then it cannot be voided. */
  readonly flaw: string;
}

/** Forged commits of one stream that two administrators void, so that the stream goes on. */
export interface Voiding {
  readonly stream: string;
  /** In order, without gaps between their numbers. */
  readonly commits: readonly ForgedCommit[];
}

/** A voiding in force. */
export interface ConfirmedVoiding extends Voiding {
  readonly proposedBy: PersonId;
  readonly confirmedBy: PersonId;
  readonly at: Instant;
}

/** Numbers of commits, both ends included. */
export interface CommitRange {
  readonly from: number;
  readonly to: number;
}

/** Most commits of one voiding; more take several. */
export const MOST_VOIDED = 100;

const PREFIX = 'registry:voids/';

/**
 * The registry's stream of voidings for one stream. A forged commit on a stream of voidings is ignored and does not stop it, so a captured
 * function cannot prevent a voiding.
 */
export const voidsStream = (stream: string): string => `${PREFIX}${stream}`;

/** The stream whose voidings stand on this one; undefined where it is no stream of voidings. */
export const voidedOn = (stream: string): string | undefined =>
  stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : undefined;

/** Streams on which a forged commit counts for nothing by itself: a captured function must stop neither voidings nor the keys. */
export const isForgiving = (stream: string): boolean => voidedOn(stream) !== undefined || stream === KEYS_STREAM;

export const isInRanges = (ranges: readonly CommitRange[], seq: number): boolean =>
  ranges.some(({ from, to }) => from <= seq && seq <= to);

/** The range of a voiding. */
export const rangeOf = ({ commits }: Voiding): CommitRange => ({
  from: commits[0]?.seq ?? 0,
  to: commits.at(-1)?.seq ?? -1,
});

/** The same commits in as few ranges as there can be; of single commits in order. */
export function joined(ranges: readonly CommitRange[]): readonly CommitRange[] {
  const all: CommitRange[] = [];
  for (const { from, to } of ranges) {
    const last = all.at(-1);
    if (last !== undefined && from === last.to + 1) all[all.length - 1] = { from: last.from, to };
    else all.push({ from, to });
  }
  return all;
}

/** Whether each of these ranges lies within one of the others. */
export const areWithin = (ranges: readonly CommitRange[], others: readonly CommitRange[]): boolean =>
  ranges.every(({ from, to }) => from <= to && others.some((other) => other.from <= from && to <= other.to));
