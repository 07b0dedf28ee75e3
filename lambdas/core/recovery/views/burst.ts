import { ageOf, type Instant } from '../../values/instant.ts';
import type { Task } from './asked.ts';

/** Something that a reader is asked to do, by the commit that asks. */
export interface BurstEntry {
  readonly stream: string;
  readonly seq: number;
  /** The name of the reader in the marker of sent notices. */
  readonly contact: string;
  readonly recovery: string;
  readonly task: Task;
  readonly at: Instant;
}

/** What one reader was asked lately. */
export interface Burst {
  /** Told one by one. */
  readonly singles: readonly BurstEntry[];
  /** Kept for a message that names all of them. */
  readonly held: readonly BurstEntry[];
  /** When somebody began to send that message; null: nobody. */
  readonly claimedAt: Instant | null;
}

export const NO_BURST: Burst = { singles: [], held: [], claimedAt: null };

/** Messages that a reader gets one by one within `WINDOW` seconds; the next ones become one message. */
export const MOST_SINGLES = 3;
export const WINDOW = 600;
/** Seconds for which messages are gathered. */
export const GATHERED = 120;
/** Most that are gathered: then the message is sent at once. */
export const MOST_HELD = 100;
/** Seconds after which whoever began to send counts as crashed. */
const CLAIM = 180;

/** `send`: tell it by itself. `digest`: tell all that is held, in one message. `wait`: come again after so many seconds. */
export type Turn = { readonly turn: 'send' | 'digest' } | { readonly turn: 'wait'; readonly seconds: number };

/** Whose turn it is, and what is remembered then. The same entry may come any number of times. */
export function turnOf(burst: Burst, entry: BurstEntry, now: Instant): { readonly next: Turn; readonly burst: Burst } {
  const singles = burst.singles.filter(({ at }) => ageOf(at, now) < WINDOW);
  const known = { ...burst, singles };
  if (singles.some((one) => isSameEntry(one, entry))) return { next: { turn: 'send' }, burst: known };
  const isHeld = burst.held.some((one) => isSameEntry(one, entry));
  if (!isHeld && burst.held.length === 0 && singles.length < MOST_SINGLES)
    return { next: { turn: 'send' }, burst: { ...known, singles: [...singles, { ...entry, at: now }] } };
  const held = isHeld ? burst.held : [...burst.held, { ...entry, at: now }];
  const gathered = ageOf(held[0]?.at ?? now, now);
  const isDue = gathered >= GATHERED || held.length >= MOST_HELD;
  if (!isDue) return { next: { turn: 'wait', seconds: Math.ceil(GATHERED - gathered) }, burst: { ...known, held } };
  const isClaimed = burst.claimedAt !== null && ageOf(burst.claimedAt, now) < CLAIM;
  return isClaimed
    ? { next: { turn: 'wait', seconds: CLAIM }, burst: { ...known, held } }
    : { next: { turn: 'digest' }, burst: { ...known, held, claimedAt: now } };
}

/** After a message for these entries: whoever comes next is gathered again for a while. */
export const gathered = (burst: Burst, told: readonly BurstEntry[]): Burst => ({
  ...burst,
  held: burst.held.filter((one) => !told.some((other) => isSameEntry(one, other))),
  claimedAt: null,
});

const isSameEntry = (one: BurstEntry, other: BurstEntry): boolean =>
  one.stream === other.stream && one.seq === other.seq && one.contact === other.contact;
