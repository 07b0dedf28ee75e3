import { KINDS, TIERS } from '../registry/account.ts';
import { NO_RIGHTS } from '../registry/population.ts';
import { canonical } from '../values/hash.ts';
import { containingOf } from './contain.ts';
import type { CombinedDemands, PolicyAnswer } from './evaluate.ts';
import { VERDICTS, type Verdict, verdictOf } from './explain.ts';
import { compareApprovals, compareProofs, type Direction, directionOf } from './order.ts';
import { CONTAINMENTS, type Containing, minAgesOf, type Policy, SEVERITIES, WORK_SECONDS } from './policy.ts';

/** The dimensions in which two policies' answers to one request can differ. */
export type Dimension =
  | 'verdict'
  | 'reasons'
  | 'proofs'
  | 'approvals'
  | 'sightingsReviewed'
  | 'statements'
  | 'coolingOff'
  | 'proofWindow'
  | 'approvalWindow'
  | 'workWindow'
  | 'grant'
  | 'reviewWithin'
  | 'alert'
  | 'notify'
  | 'exceptions';

/** A change in one dimension. */
export interface Change {
  readonly dimension: Dimension;
  readonly direction: Exclude<Direction, 'same'>;
}

/** An answer, with its verdict in one word. */
export interface Judged {
  readonly verdict: Verdict;
  readonly answer: PolicyAnswer;
}

export const judged = (answer: PolicyAnswer, groups: readonly string[]): Judged => ({
  answer,
  verdict: verdictOf(answer, groups),
});

/**
 * The changes between two answers to one request, by dimension. `stricter` means: whoever meets the stricter answer also meets the weaker.
 * If one answer denies, only the verdict is compared. Different rules with the same demands are no change.
 */
export function changesBetween(before: Judged, after: Judged, groups: readonly string[]): readonly Change[] {
  const verdict = one('verdict', risen(VERDICTS, before.verdict, after.verdict));
  if (before.answer.verdict === 'deny' || after.answer.verdict === 'deny')
    return [...verdict, ...one('reasons', areSame(reasonsOf(before), reasonsOf(after)) ? 'same' : 'different')].slice(
      0,
      1,
    );
  return [...verdict, ...changedDemands(before.answer.demands, after.answer.demands, groups)];
}

/** The worst direction: any weaker change makes the whole weaker, and an incomparable change is never counted as stricter. */
export function worstOf(changes: readonly Change[]): Change['direction'] {
  const has = (direction: Direction) => changes.some((change) => change.direction === direction);
  return has('weaker') ? 'weaker' : has('different') ? 'different' : 'stricter';
}

function changedDemands(before: CombinedDemands, after: CombinedDemands, groups: readonly string[]): readonly Change[] {
  const longer = (name: 'coolingOff' | 'proofWindow' | 'approvalWindow' | 'grant' | 'reviewWithin') =>
    rising(before[name] ?? Number.POSITIVE_INFINITY, after[name] ?? Number.POSITIVE_INFINITY);
  const usesOf = ({ exceptions }: CombinedDemands) => exceptions.map(({ exception }) => exception);
  return [
    ...one(
      'proofs',
      isSpelledAlike([before.proofs, before.barred], [after.proofs, after.barred])
        ? 'same'
        : compareProofs(before, after),
    ),
    ...one(
      'approvals',
      isSpelledAlike(before.approvals, after.approvals)
        ? 'same'
        : compareApprovals(before.approvals, after.approvals, groups),
    ),
    ...one('sightingsReviewed', rising(before.sightingsReviewed, after.sightingsReviewed)),
    ...one('statements', rising(Number(before.statements), Number(after.statements))),
    ...one('coolingOff', longer('coolingOff')),
    ...(['proofWindow', 'approvalWindow', 'grant', 'reviewWithin'] as const).flatMap((name) =>
      one(name, reversed(longer(name))),
    ),
    ...one('workWindow', rising(after.workWindow ?? WORK_SECONDS, before.workWindow ?? WORK_SECONDS)),
    ...one('alert', risen(SEVERITIES, before.alert, after.alert)),
    ...one('notify', compareSets(before.notify, after.notify)),
    // Using an exception takes demands away.
    ...one('exceptions', reversed(compareSets(usesOf(before), usesOf(after)))),
  ];
}

const one = (dimension: Dimension, direction: Direction): readonly Change[] =>
  direction === 'same' ? [] : [{ dimension, direction }];

const rising = (before: number, after: number): Direction =>
  before === after ? 'same' : after > before ? 'stricter' : 'weaker';

const risen = <T>(values: readonly T[], before: T, after: T): Direction =>
  rising(values.indexOf(before), values.indexOf(after));

const reversed = (direction: Direction): Direction =>
  direction === 'weaker' ? 'stricter' : direction === 'stricter' ? 'weaker' : direction;

const compareSets = (before: readonly string[], after: readonly string[]): Direction =>
  directionOf(
    before.every((name) => after.includes(name)),
    after.every((name) => before.includes(name)),
  );

const isSpelledAlike = (before: unknown, after: unknown): boolean => spelled(before) === spelled(after);
const spelled = (value: unknown): string => canonical(value as Parameters<typeof canonical>[0]);

const reasonsOf = ({ answer }: Judged): readonly string[] => (answer.verdict === 'deny' ? answer.reasons : []);
const areSame = (before: readonly string[], after: readonly string[]): boolean =>
  before.join('\n') === after.join('\n');

/** The part of an answer that a change concerns; null when the answer has none. */
export function answerIn({ verdict, answer }: Judged, dimension: Dimension): unknown {
  if (dimension === 'verdict') return verdict;
  if (dimension === 'reasons') return answer.verdict === 'deny' ? answer.reasons : [];
  if (answer.verdict === 'deny') return null;
  const { demands } = answer;
  return dimension === 'proofs' ? { proofs: demands.proofs, barred: demands.barred } : demands[dimension];
}

/** A minimum age that the policies set differently. It concerns every request that relies on a contact or an authenticator (rule 8). */
interface MinimumAge {
  readonly of: 'contact' | 'authenticator';
  readonly direction: 'weaker' | 'stricter';
  /** Seconds. */
  readonly before: number;
  readonly after: number;
}

/** What the directory of record may change alone, and the share of its people at once, as `manager, contacts, at most 5 %`. */
interface DirectoryChange {
  readonly of: 'directory';
  readonly direction: 'weaker' | 'stricter' | 'different';
  readonly before: string;
  readonly after: string;
}

/** What is done about changes in directories that belong to no recovery, as `freeze for tier privileged`. */
interface ContainmentChange extends Omit<DirectoryChange, 'of'> {
  readonly of: 'contain';
}

/** A setting that no single request shows. */
export type AgeChange = MinimumAge | DirectoryChange | ContainmentChange;

export function agesBetween(before: Policy, after: Policy): readonly AgeChange[] {
  const [old, next] = [minAgesOf(before), minAgesOf(after)];
  const ages = (['contact', 'authenticator'] as const).flatMap((of) =>
    old[of] === next[of]
      ? []
      : [{ of, direction: next[of] < old[of] ? 'weaker' : 'stricter', before: old[of], after: next[of] } as const],
  );
  return [...ages, ...directoryBetween(before, after), ...containmentBetween(before, after)];
}

/** Weaker is what does less about some accounts, and more about none. */
function containmentBetween(before: Policy, after: Policy): readonly ContainmentChange[] {
  const steps = KINDS.flatMap((kind) =>
    TIERS.map((tier) => {
      const [was, becomes] = [before, after].map((policy) => containingOf(policy, { kind, tier }));
      return strengthOf(becomes ?? null) - strengthOf(was ?? null);
    }),
  );
  const [isLess, isMore] = [steps.some((step) => step < 0), steps.some((step) => step > 0)];
  if (!isLess && !isMore) return [];
  const direction = isLess && isMore ? 'different' : isLess ? 'weaker' : 'stricter';
  return [{ of: 'contain', direction, before: containmentInWords(before), after: containmentInWords(after) }];
}

const strengthOf = (by: Containing | null): number => (by === null ? 0 : 1 + CONTAINMENTS.indexOf(by));

const containmentInWords = ({ contain = [] }: Policy): string =>
  contain.length === 0
    ? 'nothing'
    : contain
        .map(({ kind, tier, by }) =>
          [by, ...(kind === undefined ? [] : [kind.join(', ')]), ...(tier === undefined ? [] : [tier.join(', ')])].join(
            ' for ',
          ),
        )
        .join('; ');

/** Whoever may change more, or more at once, needs fewer people: that is weaker. */
function directoryBetween(before: Policy, after: Policy): readonly DirectoryChange[] {
  const [old, next] = [before.directory ?? NO_RIGHTS, after.directory ?? NO_RIGHTS];
  const spelledRights = ({ alone, atMost }: typeof old): string =>
    alone.length === 0 ? 'nothing' : `${[...alone].sort().join(', ')}, at most ${atMost} %`;
  const [was, becomes] = [spelledRights(old), spelledRights(next)];
  if (was === becomes) return [];
  const isWithin = (one: typeof old, other: typeof old): boolean =>
    one.alone.length === 0 || (one.alone.every((name) => other.alone.includes(name)) && one.atMost <= other.atMost);
  const direction = isWithin(old, next) ? 'weaker' : isWithin(next, old) ? 'stricter' : 'different';
  return [{ of: 'directory', direction, before: was, after: becomes }];
}
