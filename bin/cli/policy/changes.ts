import { canonical } from '../../../lambdas/core/audit/canonical.ts';
import type { CombinedDemands, PolicyAnswer } from '../../../lambdas/core/policy/evaluate.ts';
import { SEVERITIES } from '../../../lambdas/core/policy/policy.ts';
import { VERDICTS, type Verdict } from '../../../lambdas/core/policy/verdict.ts';
import { approvalsInWords, exceptionInWords, proofsInWords } from '../text/plan.ts';
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
  return [
    ...verdict,
    ...changedDemands(...demands),
    ...changed('rules', [rulesOf(before), rulesOf(after)], () => 'different'),
  ];
}

function changedDemands(before: CombinedDemands, after: CombinedDemands): readonly Change[] {
  return [
    ...changed('proofs', [proofsInWords(before.proofs), proofsInWords(after.proofs)], () =>
      more(before.proofs, after.proofs),
    ),
    ...changed('approvals', [approvalsInWords(before.approvals), approvalsInWords(after.approvals)], () =>
      more(before.approvals, after.approvals),
    ),
    ...changedTime('cooling-off', [before.coolingOff, after.coolingOff], 'stricter'),
    ...changedTime('proof window', [before.proofWindow, after.proofWindow], 'weaker'),
    ...changedTime('approval window', [before.approvalWindow, after.approvalWindow], 'weaker'),
    ...changedTime('grant', [before.grant, after.grant], 'weaker'),
    ...changedTime('review within', [before.reviewWithin, after.reviewWithin], 'weaker'),
    ...changed('alert', [before.alert, after.alert], rising(SEVERITIES)),
    ...changed('exceptions', [exceptionsOf(before), exceptionsOf(after)], () =>
      more(after.exceptions, before.exceptions),
    ),
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

/** Requirements hold side by side: more of them are stricter, less are weaker, and others cannot be compared. */
function more(before: readonly unknown[], after: readonly unknown[]): Direction {
  const [had, has] = [before.map(canonicalOf), after.map(canonicalOf)];
  if (had.every((one) => has.includes(one))) return 'stricter';
  return has.every((one) => had.includes(one)) ? 'weaker' : 'different';
}

const canonicalOf = (value: unknown): string => canonical(value as Parameters<typeof canonical>[0]);

const reasonsOf = ({ answer }: Judged): string => (answer.verdict === 'deny' ? answer.reasons.join('; ') : 'none');
const rulesOf = ({ answer }: Judged): string => answer.rules.map(({ rule }) => rule).join(', ');
const exceptionsOf = ({ exceptions }: CombinedDemands): string => exceptions.map(exceptionInWords).join(' ') || 'none';
