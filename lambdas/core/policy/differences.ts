import { CHANNELS } from '../proofing/proof.ts';
import { isSensitive } from '../registry/account.ts';
import { canonical } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { answerIn, type Change, changesBetween, type Judged, judged, worstOf } from './difference.ts';
import { applyingTo, evaluate, factsOf, type PolicyQuestion } from './evaluate.ts';
import { isInHours } from './hours.ts';
import type { Policy } from './policy.ts';
import { alikeTo, narrowing, questionsIn, questionsTo } from './questions.ts';
import { NO_DESK, unknownIn } from './vocabulary.ts';

/** Requests that two policies answer differently in the same way. */
export interface Difference {
  readonly direction: Change['direction'];
  readonly changes: readonly Change[];
  /** How many requests that the policies can tell apart. */
  readonly requests: number;
  /** One of them, with both answers. */
  readonly example: { readonly question: PolicyQuestion; readonly before: Judged; readonly after: Judged };
  /** The values that they have of each attribute that not all requests have alike. */
  readonly where: Readonly<Record<string, readonly string[]>>;
}

export interface PolicyDifference {
  /** How many requests were asked: all that either policy can tell apart from another. */
  readonly requests: number;
  /** Weaker first, then stricter, then what cannot be compared; of each, the calmest and the most requests first. */
  readonly differences: readonly Difference[];
}

/** Requests that are compared at most: a minute of work. */
export const MOST_COMPARED = 4_000_000;

/** How many requests two policies tell apart, at most. */
export const comparedIn = (before: Policy, after: Policy, now: Instant): number =>
  questionsIn(before, after) * momentsFor(before, after, now).length * accountsIn(before, after).length;

/**
 * Asks two policies about every request that either can tell apart, and says in what their answers differ. Exceptions are looked at now and at
 * the end of each; hours, where both policies have others, at one moment of each kind. `onProgress` is told now and then how many were asked.
 */
export function differencesBetween(
  older: Policy,
  newer: Policy,
  { now, onProgress }: { readonly now: Instant; readonly onProgress?: (asked: number) => void },
): PolicyDifference {
  const [before, after] = [withChannels(older), withChannels(newer)];
  const sides = [sideOf(before), sideOf(after)] as const;
  const groups = [...new Set([...before.groups, ...after.groups])].sort();
  const found = new Gathered([before, after]);
  const compared = new Map<string, Compared>();
  let asked = 0;
  for (const question of everyQuestion(before, after, now)) {
    asked += 1;
    if (asked % 20_000 === 0) onProgress?.(asked);
    const [old, next] = question.sides;
    const key = `${sides[0].keyOf(old)}|${sides[1].keyOf(next)}`;
    const known = compared.get(key) ?? compareAt([sides[0].answer(old), sides[1].answer(next)], groups);
    compared.set(key, known);
    found.add(question.shown, known);
  }
  return { requests: asked, differences: found.all() };
}

/** A policy that declares no channels takes every one whose way is known. */
const withChannels = (policy: Policy): Policy =>
  policy.channels === undefined ? { ...policy, channels: CHANNELS } : policy;

interface Compared {
  readonly changes: readonly Change[];
  readonly before: Judged;
  readonly after: Judged;
  /** What the changes are, and what of: equal for requests that belong together. */
  readonly signature: string;
}

function compareAt([before, after]: readonly [Judged, Judged], groups: readonly string[]): Compared {
  const changes = changesBetween(before, after, groups);
  const values = changes.map(({ dimension }) => [dimension, answerIn(before, dimension), answerIn(after, dimension)]);
  return { changes, before, after, signature: canonical(values as unknown as Parameters<typeof canonical>[0]) };
}

/** One policy, as it is asked many times in a row. */
function sideOf(policy: Policy) {
  const narrowed = narrowing(policy);
  return {
    answer: (question: PolicyQuestion): Judged => judged(evaluate(narrowed(question), question), policy.groups),
    /** The same for requests that get the same answer. */
    keyOf(question: PolicyQuestion): string {
      const { rules, uses } = applyingTo(narrowed(question), question);
      const unknown = unknownIn(policy, factsOf(question), question.risk);
      const { profile, action } = question;
      const floor = [profile.kind, isSensitive(profile), profile.tier, action];
      return [...floor, ...unknown, ...rules.map(({ id }) => id), ...uses.map(({ exception }) => exception)].join();
    },
  };
}

interface Asked {
  readonly shown: PolicyQuestion;
  /** The question as each policy is asked it: whether it is in hours is for each to say. */
  readonly sides: readonly [PolicyQuestion, PolicyQuestion];
}

function* everyQuestion(before: Policy, after: Policy, now: Instant): Generator<Asked> {
  const moments = momentsFor(before, after, now);
  const accounts = accountsIn(before, after);
  for (const question of questionsTo(before, after)) {
    // Where hours differ, moments say what is in and what is out.
    if (moments.some(({ hours }) => hours !== undefined) && question.hours === 'out') continue;
    for (const { at, hours } of moments)
      for (const account of accounts) {
        const profile = account === undefined ? question.profile : { ...question.profile, account };
        const shown = { ...question, profile, now: at, ...(hours === undefined ? {} : { hours: hours[1] }) };
        yield { shown, sides: [{ ...shown, hours: hours?.[0] ?? shown.hours }, shown] };
      }
  }
}

interface Moment {
  readonly at: Instant;
  /** In hours or out of them by each policy; undefined where both have the same hours. */
  readonly hours: readonly [PolicyQuestion['hours'], PolicyQuestion['hours']] | undefined;
}

/** Now, and the end of each exception; where the hours differ, each of them for every way in which the hours can meet. */
function momentsFor(before: Policy, after: Policy, now: Instant): readonly Moment[] {
  const ends = [before, after].flatMap(({ exceptions = [] }) => exceptions.map(({ until }) => until));
  const times = [now, ...new Set(ends.filter((end) => Date.parse(end) > Date.parse(now)))];
  if (canonical(before.hours ?? null) === canonical(after.hours ?? null))
    return times.map((at) => ({ at, hours: undefined }));
  const meetings = new Map(
    weeks().map((at) => {
      const hours = [before, after].map((policy) => (isInHours(policy.hours, at) ? 'in' : 'out'));
      return [hours.join(), hours as unknown as NonNullable<Moment['hours']>] as const;
    }),
  );
  return times.flatMap((at) => [...meetings.values()].map((hours) => ({ at, hours })));
}

const MINUTE = 60_000;

/** Every minute of a week in winter, in summer and where the clocks change. */
const weeks = (): readonly Instant[] =>
  ['2026-01-05', '2026-03-23', '2026-07-06', '2026-10-19'].flatMap((day) =>
    Array.from({ length: 7 * 24 * 60 }, (_, step) => new Date(Date.parse(day) + step * MINUTE).toISOString()),
  );

/** Accounts that an exception names, and one that none does. */
const accountsIn = (...policies: readonly Policy[]): readonly (string | undefined)[] => [
  undefined,
  ...new Set(policies.flatMap(({ exceptions = [] }) => exceptions.flatMap(({ scope }) => scope.account ?? []))),
];

const ORDER: readonly Change['direction'][] = ['weaker', 'stricter', 'different'];

/** Requests with the same changes, put together. */
class Gathered {
  readonly #policies: readonly Policy[];
  readonly #groups = new Map<
    string,
    { compared: Compared; example: PolicyQuestion; requests: number; values: Values }
  >();
  readonly #all: Values = new Map();

  constructor(policies: readonly Policy[]) {
    this.#policies = policies;
  }

  add(question: PolicyQuestion, compared: Compared): void {
    const attributes = attributesOf(question);
    note(this.#all, attributes);
    if (compared.changes.length === 0) return;
    const group = this.#groups.get(compared.signature) ?? {
      compared,
      example: question,
      requests: 0,
      values: new Map(),
    };
    group.requests += 1;
    note(group.values, attributes);
    this.#groups.set(compared.signature, group);
  }

  all(): readonly Difference[] {
    const found = [...this.#groups.values()].map(
      ({ compared, example, requests, values }): Difference => ({
        ...{ direction: worstOf(compared.changes), changes: compared.changes, requests },
        example: { question: this.#usual(example), before: compared.before, after: compared.after },
        where: this.#where(values),
      }),
    );
    // A verdict that turns around says more than any number of requests.
    const turns = ({ changes }: Difference) => (changes.some(({ dimension }) => dimension === 'verdict') ? 1e8 : 0);
    const rank = (one: Difference) =>
      ORDER.indexOf(one.direction) * 1e9 - turns(one) + one.example.question.risk * 1e5 - one.requests / 1e3;
    return found.sort((one, other) => rank(one) - rank(other));
  }

  /** The same with the first of the words that no rule tells apart: policies begin their lists with what is ordinary. */
  #usual(question: PolicyQuestion): PolicyQuestion {
    const first = (name: 'environment' | 'channel' | 'desk', word: string): string =>
      alikeTo(this.#policies, name, word).find((one) => one !== NO_DESK || question.requester !== 'on-behalf') ?? word;
    const profile = { ...question.profile, environment: first('environment', question.profile.environment) };
    return { ...question, profile, channel: first('channel', question.channel), desk: first('desk', question.desk) };
  }

  /** What they have in common that others have not; of words that no rule tells apart, all. */
  #where(values: Values): Difference['where'] {
    const some = [...values].filter(([name, has]) => has.size < (this.#all.get(name)?.size ?? 0));
    return Object.fromEntries(
      some.map(([name, has]) => [name, [...new Set([...has].flatMap((word) => alikeTo(this.#policies, name, word)))]]),
    );
  }
}

type Values = Map<string, Set<string>>;

function attributesOf({ profile, action, channel, desk, requester, hours, risk, now }: PolicyQuestion) {
  const { kind, tier, environment, labels = [], account = 'any other' } = profile;
  const label = labels.length === 0 ? 'none' : labels.join('+');
  const about = { action, kind, tier, environment, label, requester, desk, channel, hours };
  return Object.entries({ ...about, risk: String(risk), account, now: now ?? '' });
}

function note(values: Values, attributes: readonly (readonly [string, string])[]): void {
  for (const [name, value] of attributes) {
    const known = values.get(name) ?? new Set();
    known.add(value);
    values.set(name, known);
  }
}
