import type { AccountId } from '../registry/account.ts';
import type { Instant } from '../values/instant.ts';
import type { ExceptionUse, Policy, PolicyException, Rule } from './policy.ts';

const DAY = 86_400;

/** Farthest end of an exception, in seconds from when the policy is checked: what is needed for longer is a rule. */
export const LONGEST_EXCEPTION = 90 * DAY;

/** Seconds until a review is overdue when an exception was used and no rule asks for one sooner. */
export const EXCEPTION_REVIEW = 7 * DAY;

/** What the exceptions make of the rules that match. */
export interface Excepted {
  /** The rules that still apply, and one for each exception that puts demands in the place of what it takes away. */
  readonly rules: readonly Rule[];
  /** The exceptions that made a difference, by id. */
  readonly uses: readonly ExceptionUse[];
}

/** What an exception looks at besides its scope. */
export interface ExceptionQuestion {
  /** Whether its scope matches what is asked. */
  readonly isInScope: (exception: PolicyException) => boolean;
  /** Now; undefined where that is not known: then none is in force. */
  readonly now: Instant | undefined;
}

/**
 * Takes away what exceptions in force waive (rule 20). Of all exceptions together, so that their order never matters.
 * INVARIANT: what risk adds is never waived, and an exception counts before its end only.
 */
export function withExceptions(policy: Policy, matching: readonly Rule[], question: ExceptionQuestion): Excepted {
  const used = (policy.exceptions ?? []).flatMap((exception) => {
    const waived =
      isInForce(exception, question.now) && question.isInScope(exception) ? waivedBy(exception, matching) : [];
    return waived.length === 0 ? [] : [{ exception, waived }];
  });
  const gone = new Set(used.flatMap(({ waived }) => waived));
  return {
    rules: [...matching.filter((rule) => !gone.has(rule)), ...used.flatMap(({ exception }) => replacing(exception))],
    uses: used.map(useOf).sort((a, b) => (a.exception < b.exception ? -1 : 1)),
  };
}

/** Before its end, by a clock that is known. */
export const isInForce = ({ until }: PolicyException, now: Instant | undefined): boolean =>
  now !== undefined && Date.parse(now) < Date.parse(until);

/** Rules of the exception's own control that it names. */
export const waivedBy = ({ waives, control }: PolicyException, rules: readonly Rule[]): readonly Rule[] =>
  rules.filter((rule) => waives.includes(rule.id) && rule.control === control && rule.when.riskAtLeast === undefined);

const replacing = ({ id, control, replaces }: PolicyException): readonly Rule[] =>
  replaces === undefined ? [] : [{ id, control, when: {}, require: replaces }];

const useOf = ({
  exception,
  waived,
}: {
  readonly exception: PolicyException;
  readonly waived: readonly Rule[];
}): ExceptionUse => {
  const { id, control, owner, reason, until } = exception;
  return { exception: id, control, owner, reason, until, waived: waived.map((rule) => rule.id).sort() };
};

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
