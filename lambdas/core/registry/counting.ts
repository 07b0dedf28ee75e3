import { digestOf } from '../values/hash.ts';
import { ageOf, type Instant } from '../values/instant.ts';
import type { AccountId } from './account.ts';

/** Accounts that a directory of record changed alone at one time, by their marks. */
export interface CountedChanges {
  readonly at: Instant;
  readonly marks: readonly string[];
}

/** Seconds over which the accounts that a directory changes alone add up. */
export const COUNTED_FOR = 86_400;

/** Most accounts that are counted: with these and a commit's own, the state of a stream stays within what an item may hold. */
export const MOST_COUNTED = 15_000;

/** What an account is counted by: short, and the same in every look. */
export const accountMark = (account: AccountId): string => digestOf(account).slice(0, 8);

/** The marks that were counted within a day. */
export const countedAt = (counted: readonly CountedChanges[], now: Instant): ReadonlySet<string> =>
  new Set(counted.flatMap(({ at, marks }) => (ageOf(at, now) < COUNTED_FOR ? marks : [])));
