import type { AccountId } from '../registry/account.ts';
import type { Instant } from '../values/instant.ts';
import type { ExceptionUse, Policy, PolicyException, Rule } from './policy.ts';

const DAY = 86_400;

/** Longest exception, in seconds from the policy check: a longer need is a rule. */
export const LONGEST_EXCEPTION = 90 * DAY;

/** Seconds until a review is overdue after an exception was used, unless a rule asks for one sooner. */
export const EXCEPTION_REVIEW = 7 * DAY;

/** The effect of the exceptions on the matching rules. */
export interface Excepted {
  /** The rules that still apply, and one rule for each exception that replaces what it waives. */
  readonly rules: readonly Rule[];
  /** The exceptions that made a difference, by id. */
  readonly uses: readonly ExceptionUse[];
}

/** The facts that an exception reads, besides its scope. */
export interface ExceptionQuestion {
  /** Whether the question is in its scope. */
  readonly isInScope: (exception: PolicyException) => boolean;
  /** The current moment; undefined when unknown: then no exception is in force. */
  readonly now: Instant | undefined;
}

/**
 * Removes the rules that exceptions in force waive (rule 20). All exceptions work on the same list, so their order never matters.
 * INVARIANT: what risk adds is never waived, and an exception counts only before its end.
 */
export function withExceptions(policy: Policy, matching: readonly Rule[], question: ExceptionQuestion): Excepted {
  const { exceptions = [] } = policy;
  if (exceptions.length === 0) return { rules: matching, uses: [] };
  const used = exceptions.flatMap((exception) => {
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

/** Whether a known `now` is before its end. */
export const isInForce = ({ until }: PolicyException, now: Instant | undefined): boolean =>
  now !== undefined && Date.parse(now) < Date.parse(until);

/** The waived rules: those that it names, of its own control, and not added by risk. */
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

/** Most sets of exceptions that a policy check examines. */
export const MOST_SETS = 500;

/** Exceptions that can be in force together for one account. */
export interface ExceptionSet {
  /** The account of the set; undefined for accounts that no exception names. */
  readonly account: AccountId | undefined;
  readonly exceptions: readonly PolicyException[];
}

/**
 * Every set of exceptions that can be in force together from `now` on: for each named account and for all others, the set now and after
 * each end. Also each exception alone, because another may leave the policy before its end. No set twice.
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

/** The whole set, and what remains of it after each end. */
function leftOver(exceptions: readonly PolicyException[]): readonly (readonly PolicyException[])[] {
  const endOf = ({ until }: PolicyException): number => Date.parse(until);
  const ends = [...new Set(exceptions.map(endOf))].sort((a, b) => a - b);
  return ends.map((end) => exceptions.filter((one) => endOf(one) >= end));
}
