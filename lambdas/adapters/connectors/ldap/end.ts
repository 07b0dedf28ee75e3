import type { Instant } from '../../../core/values/instant.ts';

/**
 * When an account can no longer sign in, by the directory's own attribute. That attribute is the grant's native end: it works when nothing
 * of ours does. What it said before must come back afterwards, so it is kept in the value itself, where a crash cannot lose it:
 * - `never`, `at`: others set it.
 * - `held`: a grant of ours ends then; the account had no end before.
 * - `ended`: a grant of ours has ended, and nobody knows the account's password; `before` is what comes back with the next grant.
 */
export type AccountEnd =
  | FreeEnd
  | { readonly of: 'held'; readonly at: number }
  | { readonly of: 'ended'; readonly before: FreeEnd };

/** An end that others set. Times are milliseconds since 1970. */
export type FreeEnd = { readonly of: 'never' } | { readonly of: 'at'; readonly at: number };

export const NEVER: FreeEnd = { of: 'never' };

/** For the ledger. */
export function endEvidence(end: AccountEnd): string {
  switch (end.of) {
    case 'never':
      return 'never';
    case 'at':
      return `set by others: ${iso(end.at)}`;
    case 'held':
      return `with the grant: ${iso(end.at)}`;
    case 'ended':
      return 'ended';
    default:
      return unknown(end);
  }
}

const iso = (at: number): Instant => new Date(at).toISOString();
const unknown = (end: never): never => end;

/** The end that a grant sets: its own, unless the account ends by itself already, earlier or later; that end is not touched. */
export function endWithGrant(end: AccountEnd, at: number): AccountEnd {
  const before = freeOf(end);
  return before.of === 'never' ? { of: 'held', at } : before;
}

/** What others had set. */
export const freeOf = (end: AccountEnd): FreeEnd => (end.of === 'ended' ? end.before : end.of === 'held' ? NEVER : end);

/** How one kind of directory writes it. Reading a written end gives the same end, to the second. */
export interface EndFormat {
  /** Undefined for a value that is no time. An absent value is `never`. */
  read(value: string | undefined): AccountEnd | undefined;
  /** Undefined: the attribute is removed. */
  write(end: AccountEnd): string | undefined;
}

/** Intervals of 100 ns from 1601 to 1970. */
const EPOCH = 116_444_736_000_000_000n;
const SECOND = 10_000_000n;
/** Both mean never (MS-ADTS section 2.2.4, attribute `accountExpires`). */
const NEVERS = [0n, 0x7fff_ffff_ffff_ffffn];
/**
 * 1601-02-01, which is over for every reader and set by nobody. What others had set is added to it, one interval for each second since 1601;
 * nothing is added for never. All that fits into the attribute fits into little more than a day.
 */
const ENDED = 31n * 86_400n * SECOND;
const ENDED_UNTIL = ENDED + 0x7fff_ffff_ffff_ffffn / SECOND;
/** People and their tools set whole seconds. */
const MARK = 4711n;

/** `accountExpires` of Active Directory: intervals of 100 ns since 1601. */
export const ACCOUNT_EXPIRES: EndFormat = {
  read(value) {
    if (value === undefined || !/^\d{1,19}$/.test(value)) return undefined;
    const ticks = BigInt(value);
    if (NEVERS.includes(ticks)) return NEVER;
    if (ticks === ENDED) return { of: 'ended', before: NEVER };
    if (ticks > ENDED && ticks <= ENDED_UNTIL)
      return { of: 'ended', before: { of: 'at', at: msOf((ticks - ENDED) * SECOND) } };
    return { of: ticks % SECOND === MARK ? 'held' : 'at', at: msOf(ticks - (ticks % SECOND)) };
  },
  write(end) {
    switch (end.of) {
      case 'never':
        return '0';
      case 'at':
        return String(ticksOf(end.at));
      case 'held':
        return String(ticksOf(end.at) + MARK);
      case 'ended':
        return String(end.before.of === 'never' ? ENDED : ENDED + ticksOf(end.before.at) / SECOND);
      default:
        return unknown(end);
    }
  },
};

const msOf = (ticks: bigint): number => Number((ticks - EPOCH) / 10_000n);
const ticksOf = (ms: number): bigint => BigInt(Math.floor(ms / 1000)) * SECOND + EPOCH;

/** A time as Active Directory writes it, in intervals of 100 ns since 1601; null for what is none, which hinders nobody's recovery. */
export const timeInTicks = (value: string): Instant | null =>
  /^\d{1,19}$/.test(value) ? iso(msOf(BigInt(value))) : null;

/** The fraction of a second by which our values are known. */
const FRACTION = '4711';
/**
 * 1970-02-01: `slapd` reads nothing before 1970 as a time. What others had set follows our fraction, in seconds since 1970; nothing follows
 * for never.
 */
const PAST = Date.UTC(1970, 1, 1);
/** Digits of the last second of the year 9999. */
const DIGITS = 12;

/** `pwdEndTime` of OpenLDAP 2.5 (`slapo-ppolicy`): a generalized time, or nothing. */
export const PWD_END_TIME: EndFormat = {
  read(value) {
    if (value === undefined) return NEVER;
    const time = timeIn(value);
    if (time === undefined) return undefined;
    const { at, fraction } = time;
    if (fraction === FRACTION) return at === PAST ? { of: 'ended', before: NEVER } : { of: 'held', at };
    if (at !== PAST || !fraction.startsWith(FRACTION) || fraction.length > FRACTION.length + DIGITS)
      return { of: 'at', at };
    // A server may write fractions without the zeros at their end.
    const seconds = Number(fraction.slice(FRACTION.length).padEnd(DIGITS, '0'));
    return { of: 'ended', before: { of: 'at', at: seconds * 1000 } };
  },
  write(end) {
    switch (end.of) {
      case 'never':
        return undefined;
      case 'at':
        return generalized(end.at);
      case 'held':
        return generalized(end.at, FRACTION);
      case 'ended':
        return generalized(PAST, `${FRACTION}${end.before.of === 'never' ? '' : secondsOf(end.before.at)}`);
      default:
        return unknown(end);
    }
  },
};

/** An end before 1970 comes back as 1970: over as well. */
const secondsOf = (ms: number): string => String(Math.max(1, Math.floor(ms / 1000))).padStart(DIGITS, '0');

/** A generalized time: milliseconds of its whole second, and the digits of its fraction. Undefined for what is none in UTC. */
export function timeIn(value: string): { readonly at: number; readonly fraction: string } | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d+))?Z$/.exec(value);
  if (found === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  return { at: Date.UTC(year, month - 1, day, hour, minute, second), fraction: found[7] ?? '' };
}

const generalized = (at: number, fraction = ''): string =>
  `${new Date(at).toISOString().replace(/\..*$/, '').replace(/[-:T]/g, '')}${fraction === '' ? '' : `.${fraction}`}Z`;
