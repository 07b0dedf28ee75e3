import type { AccountId } from '../registry/account.ts';
import type { Instant } from '../values/instant.ts';
import { isInForce } from './exceptions.ts';
import type { PolicyException } from './policy.ts';

/** Sets of exceptions that a policy check looks at, at most. */
export const MOST_SETS = 500;

/** Exceptions that can meet on one account at one moment. */
export interface ExceptionSet {
  /** An account that they meet on; undefined where they are for accounts that none of them names. */
  readonly account: AccountId | undefined;
  readonly exceptions: readonly PolicyException[];
}

/**
 * Every set of exceptions that can be in force together from `now` on: for each account that is named, and for all others, those that are
 * left after each end. And each alone, because another may be taken out of the policy before it ends. No set twice.
 */
export function setsInForce(exceptions: readonly PolicyException[], now: Instant): readonly ExceptionSet[] {
  const inForce = exceptions.filter((one) => isInForce(one, now));
  const accounts = new Set([undefined, ...inForce.flatMap(({ scope }) => scope.account ?? [])]);
  const meeting = [...accounts].flatMap((account) =>
    leftOver(inForce.filter((one) => isFor(one, account))).map((left) => ({ account, exceptions: left })),
  );
  const alone = inForce.map((one) => ({ account: one.scope.account?.[0], exceptions: [one] }));
  const sets = [...alone, ...meeting].map((set) => [set.exceptions.map(({ id }) => id).join(), set] as const);
  return [...new Map(sets).values()];
}

const isFor = ({ scope }: PolicyException, account: AccountId | undefined): boolean =>
  scope.account === undefined || scope.account.some((one) => one === account);

/** All of them, and those that are still there when others have ended. */
function leftOver(exceptions: readonly PolicyException[]): readonly (readonly PolicyException[])[] {
  const endOf = ({ until }: PolicyException): number => Date.parse(until);
  const ends = [...new Set(exceptions.map(endOf))].sort((a, b) => a - b);
  return ends.map((end) => exceptions.filter((one) => endOf(one) >= end));
}
