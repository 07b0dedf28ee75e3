import type { CombinedDemands, PolicyAnswer } from '../../../lambdas/core/policy/evaluate.ts';
import { VERDICTS, type Verdict } from '../../../lambdas/core/policy/explain.ts';
import { SEVERITIES } from '../../../lambdas/core/policy/policy.ts';
import { canonical } from '../../../lambdas/core/values/hash.ts';
import { implies } from '../text/implies.ts';
import { approvalsInWords, exceptionInWords, notifiedInWords, proofsInWords } from '../text/plan.ts';
import { duration } from '../text/times.ts';

/** What becomes of one dimension of one recovery. */
export interface Change {
  readonly dimension: string;
  readonly before: string;
  readonly after: string;
  readonly direction: 'stricter' | 'weaker' | 'different';
}

/** An answer, with its verdict in one word. */
export interface Judged {
  readonly verdict: Verdict;
  readonly answer: PolicyAnswer;
}

/** How two answers to the same request differ, dimension by dimension. Where one of them denies, there are no other dimensions. */
export function changesBetween(before: Judged, after: Judged): readonly Change[] {
  const verdict = changed('verdict', [before.verdict, after.verdict], rising(VERDICTS));
  if (before.answer.verdict === 'deny' || after.answer.verdict === 'deny')
    return [...verdict, ...changed('reasons', [reasonsOf(before), reasonsOf(after)], () => 'different')];
  const demands = [before.answer.demands, after.answer.demands] as const;
  return [...verdict, ...changedDemands(...demands), ...changedRules([rulesOf(before), rulesOf(after)])];
}

function changedDemands(before: CombinedDemands, after: CombinedDemands): readonly Change[] {
  return [
    ...changedList('proofs', [before.proofs, after.proofs], proofsInWords, implies),
    ...changedList('approvals', [before.approvals, after.approvals], approvalsInWords, implies),
    ...changedTime('cooling-off', [before.coolingOff, after.coolingOff], 'stricter'),
    ...changedTime('proof window', [before.proofWindow, after.proofWindow], 'weaker'),
    ...changedTime('approval window', [before.approvalWindow, after.approvalWindow], 'weaker'),
    ...changedTime('grant', [before.grant, after.grant], 'weaker'),
    ...changedTime('review within', [before.reviewWithin, after.reviewWithin], 'weaker'),
    ...changedList('notify', [before.notify, after.notify], notifiedInWords),
    ...changed('alert', [before.alert, after.alert], rising(SEVERITIES)),
    ...changedList('exceptions', [before.exceptions, after.exceptions], exceptionsInWords).map(reversed),
  ];
}

type Direction = Change['direction'];
type Pair<T> = readonly [before: T, after: T];

function changed<T extends string>(
  dimension: string,
  [before, after]: Pair<T>,
  direct: (pair: Pair<T>) => Direction,
): Change[] {
  return before === after ? [] : [{ dimension, before, after, direction: direct([before, after]) }];
}

/** `longer`: what more time means. No review at all is the longest time. */
function changedTime(dimension: string, [before, after]: Pair<number | null>, longer: 'stricter' | 'weaker'): Change[] {
  const shorter = longer === 'weaker' ? 'stricter' : 'weaker';
  const isLonger = (after ?? Number.POSITIVE_INFINITY) > (before ?? Number.POSITIVE_INFINITY);
  const words = (seconds: number | null) => (seconds === null ? 'none' : duration(seconds));
  return changed(dimension, [words(before), words(after)], () => (isLonger ? longer : shorter));
}

/** Values in an order from mild to strict. */
const rising =
  <T>(values: readonly T[]) =>
  ([before, after]: Pair<T>): Direction =>
    values.indexOf(after) > values.indexOf(before) ? 'stricter' : 'weaker';

/**
 * Only what went and what came is shown. Requirements hold side by side: more of them are stricter, less weaker. Of others it is said where
 * each that went is covered by one that came, or the other way round; what is neither cannot be compared.
 */
function changedList<T>(
  dimension: string,
  [before, after]: Pair<readonly T[]>,
  say: (some: readonly T[]) => string,
  covers: (one: T, other: T) => boolean = () => false,
): Change[] {
  const without = (some: readonly T[], others: readonly T[]) => {
    const known = others.map(canonicalOf);
    return some.filter((one) => !known.includes(canonicalOf(one)));
  };
  const [gone, come] = [without(before, after), without(after, before)];
  const words = (some: readonly T[]) => (some.length === 0 ? 'nothing' : say(some));
  const areCovered = (some: readonly T[], by: readonly T[]) =>
    some.every((one) => by.some((other) => covers(other, one)));
  return changed(dimension, [words(gone), words(come)], () => {
    if (areCovered(gone, come)) return 'stricter';
    return areCovered(come, gone) ? 'weaker' : 'different';
  });
}

/** More exceptions are weaker. */
const reversed = (change: Change): Change => ({
  ...change,
  direction: ({ stricter: 'weaker', weaker: 'stricter', different: 'different' } as const)[change.direction],
});

const changedRules = (rules: Pair<readonly string[]>): Change[] =>
  changedList('rules', rules, (some) => some.join(', ')).map((change) => ({ ...change, direction: 'different' }));

const canonicalOf = (value: unknown): string => canonical(value as Parameters<typeof canonical>[0]);

const reasonsOf = ({ answer }: Judged): string => (answer.verdict === 'deny' ? answer.reasons.join('; ') : 'none');
const rulesOf = ({ answer }: Judged): readonly string[] => answer.rules.map(({ rule }) => rule);
const exceptionsInWords = (uses: CombinedDemands['exceptions']): string => uses.map(exceptionInWords).join(' ');
