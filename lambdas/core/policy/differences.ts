import { CHANNELS } from '../proofing/proof.ts';
import { isSensitive } from '../registry/account.ts';
import { canonical } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { ATTRIBUTES, attributesOf, SeenWords } from './attributes.ts';
import {
  type AgeChange,
  agesBetween,
  answerIn,
  type Change,
  changesBetween,
  type Judged,
  judged,
  worstOf,
} from './difference.ts';
import { applyingTo, evaluate, factsOf, type PolicyQuestion } from './evaluate.ts';
import { isInHours } from './hours.ts';
import type { Policy } from './policy.ts';
import { alikeTo, narrowing, questionsIn, questionsTo } from './questions.ts';
import { NO_DESK, unknownIn } from './vocabulary.ts';

/** A group of requests whose answers differ between two policies in the same way. */
export interface Difference {
  readonly direction: Change['direction'];
  readonly changes: readonly Change[];
  /** Number of requests in the group. */
  readonly requests: number;
  /** One request of the group, with both answers; without a moment, it is made now. */
  readonly example: { readonly question: PolicyQuestion; readonly before: Judged; readonly after: Judged };
  /** For each attribute that tells the group from other requests, its values in the group; a moment is `now`, or the end of an exception. */
  readonly where: Readonly<Record<string, readonly string[]>>;
}

export interface PolicyDifference {
  /** Number of requests asked: all that either policy can tell apart. */
  readonly requests: number;
  /** Weaker first, then stricter, then not comparable; in each, the calmest and the largest groups first. */
  readonly differences: readonly Difference[];
  readonly ages: readonly AgeChange[];
}

/** Most requests that are compared: a minute of work. */
export const MOST_COMPARED = 4_000_000;

/** Most requests that two policies tell apart. */
export const comparedIn = (before: Policy, after: Policy, now: Instant): number =>
  questionsIn(before, after) * momentsFor(before, after, now).length * accountsIn(before, after).length;

/**
 * Asks two policies about every request that either can tell apart, and returns how their answers differ. Exceptions are evaluated now and
 * at the end of each; if the policies have different hours, one moment of each kind is used. `now` decides only which exceptions have ended:
 * the result never names it, so it is the same until one ends. `onProgress` gets the number of requests asked so far.
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
  return { requests: asked, differences: found.all(), ages: agesBetween(before, after) };
}

/** A policy that declares no channels accepts every channel with a known way. */
const withChannels = (policy: Policy): Policy =>
  policy.channels === undefined ? { ...policy, channels: CHANNELS } : policy;

interface Compared {
  readonly changes: readonly Change[];
  readonly before: Judged;
  readonly after: Judged;
  /** The changes and the values they concern: equal for requests of one group. */
  readonly signature: string;
}

function compareAt([before, after]: readonly [Judged, Judged], groups: readonly string[]): Compared {
  const changes = changesBetween(before, after, groups);
  const values = changes.map(({ dimension }) => [dimension, answerIn(before, dimension), answerIn(after, dimension)]);
  return { changes, before, after, signature: canonical(values as unknown as Parameters<typeof canonical>[0]) };
}

/** One policy, prepared for many questions in a row. */
function sideOf(policy: Policy) {
  const narrowed = narrowing(policy);
  return {
    answer: (question: PolicyQuestion): Judged => judged(evaluate(narrowed(question), question), policy.groups),
    /** The same key for requests that get the same answer. */
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
  /** The question for each policy, with its own answer to whether the moment is in hours. */
  readonly sides: readonly [PolicyQuestion, PolicyQuestion];
}

function* everyQuestion(before: Policy, after: Policy, now: Instant): Generator<Asked> {
  const moments = momentsFor(before, after, now);
  const accounts = accountsIn(before, after);
  for (const question of questionsTo(before, after)) {
    // Where hours differ, the moments decide between in and out.
    if (moments.some(({ hours }) => hours !== undefined) && question.hours === 'out') continue;
    for (const { at, hours } of moments)
      for (const account of accounts) {
        const shown = account === undefined ? question : { ...question, profile: { ...question.profile, account } };
        const own = hours === undefined ? shown : { ...shown, hours: hours[1] };
        const asked = { ...own, now: at };
        const older = hours === undefined ? asked : { ...asked, hours: hours[0] };
        yield { shown: at === now ? own : asked, sides: [older, asked] };
      }
  }
}

interface Moment {
  readonly at: Instant;
  /** In or out of hours, by each policy; undefined when both have the same hours. */
  readonly hours: readonly [PolicyQuestion['hours'], PolicyQuestion['hours']] | undefined;
}

/** Now, and the end of each exception. Where the hours differ: each of these for every combination of in and out. */
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

/** Every minute of a week in winter, in summer and at both clock changes. */
const weeks = (): readonly Instant[] =>
  ['2026-01-05', '2026-03-23', '2026-07-06', '2026-10-19'].flatMap((day) =>
    Array.from({ length: 7 * 24 * 60 }, (_, step) => new Date(Date.parse(day) + step * MINUTE).toISOString()),
  );

/** The accounts that exceptions name, and one that none names. */
const accountsIn = (...policies: readonly Policy[]): readonly (string | undefined)[] => [
  undefined,
  ...new Set(policies.flatMap(({ exceptions = [] }) => exceptions.flatMap(({ scope }) => scope.account ?? []))),
];

const ORDER: readonly Change['direction'][] = ['weaker', 'stricter', 'different'];

/** Groups requests with the same changes. */
class Gathered {
  readonly #policies: readonly Policy[];
  readonly #groups = new Map<
    string,
    { compared: Compared; example: PolicyQuestion; requests: number; values: SeenWords }
  >();
  readonly #all = new SeenWords();

  constructor(policies: readonly Policy[]) {
    this.#policies = policies;
  }

  add(question: PolicyQuestion, compared: Compared): void {
    const attributes = attributesOf(question);
    this.#all.note(attributes);
    if (compared.changes.length === 0) return;
    const group = this.#groups.get(compared.signature) ?? {
      compared,
      example: question,
      requests: 0,
      values: new SeenWords(),
    };
    group.requests += 1;
    group.values.note(attributes);
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
    // A changed verdict matters more than any number of requests.
    const turns = ({ changes }: Difference) => (changes.some(({ dimension }) => dimension === 'verdict') ? 1e8 : 0);
    const rank = (one: Difference) =>
      ORDER.indexOf(one.direction) * 1e9 - turns(one) + one.example.question.risk * 1e5 - one.requests / 1e3;
    return found.sort((one, other) => rank(one) - rank(other));
  }

  /** The same question with the first of each list of words that no rule tells apart: policies list ordinary words first. */
  #usual(question: PolicyQuestion): PolicyQuestion {
    const first = (name: 'environment' | 'channel' | 'desk', word: string): string =>
      alikeTo(this.#policies, name, word).find((one) => one !== NO_DESK || question.requester !== 'on-behalf') ?? word;
    const profile = { ...question.profile, environment: first('environment', question.profile.environment) };
    return { ...question, profile, channel: first('channel', question.channel), desk: first('desk', question.desk) };
  }

  /** The values that set the group apart from other requests; for words that no rule tells apart, all of them. */
  #where(values: SeenWords): Difference['where'] {
    const all = this.#all.sets;
    const some = ATTRIBUTES.flatMap((name, index) => {
      const has = values.sets[index] ?? new Set();
      return has.size < (all[index]?.size ?? 0) ? [[name, has] as const] : [];
    });
    return Object.fromEntries(
      some.map(([name, has]) => [name, [...new Set([...has].flatMap((word) => alikeTo(this.#policies, name, word)))]]),
    );
  }
}
