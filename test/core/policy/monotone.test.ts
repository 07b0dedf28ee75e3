import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, type PolicyAnswer, type PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import { leastProofs } from '../../../lambdas/core/policy/floor.ts';
import {
  type Condition,
  type Demands,
  REQUESTER_RELATIONS,
  type Rule,
  SEVERITIES,
} from '../../../lambdas/core/policy/policy.ts';
import { METHOD_NAMES } from '../../../lambdas/core/proofing/methods.ts';
import { ACTIONS, KINDS, RELATIONS, TIERS } from '../../../lambdas/core/registry/account.ts';
import { assessRisk } from '../../../lambdas/core/risk/assess-risk.ts';
import { PUSHED_SIGNALS, type RiskFacts, TOUCHES } from '../../../lambdas/core/risk/facts.ts';
import { canonical } from '../../../lambdas/core/values/hash.ts';
import { aPolicy, at, NOW } from '../../support/fixtures.ts';
import { properties, SEED } from '../../support/properties.ts';
import { ago, quiet } from '../risk/risk-facts.ts';

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const PLACES = ['production', 'staging'] as const;
const WAYS = ['voice', 'portal', 'chat'] as const;
const DESKS = ['none', 'north', 'south'] as const;
const LABELS = ['finance', 'legal'] as const;
const DECLARED = { environments: PLACES, channels: WAYS, desks: DESKS, labels: LABELS } as const;

/** Leaves out what is undefined, as a policy does. */
const lean = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;

const condition: fc.Arbitrary<Condition> = fc
  .record({
    ...{ kind: perhaps(some(KINDS)), tier: perhaps(some(TIERS)), environment: perhaps(some(PLACES)) },
    ...{ action: perhaps(some(ACTIONS)), channel: perhaps(some(WAYS)), desk: perhaps(some(DESKS)) },
    ...{ requester: perhaps(some(REQUESTER_RELATIONS)), hours: perhaps(some(['in', 'out'] as const)) },
    label: perhaps(some(LABELS)),
    riskAtLeast: perhaps(fc.integer({ min: 1, max: 150 })),
  })
  .map((when) => lean(when) as Condition);

const seconds = fc.integer({ min: 1, max: 9 }).map((hours) => hours * 3600);
const demands: fc.Arbitrary<Demands> = fc
  .record({
    proofs: perhaps(fc.constantFrom(...METHOD_NAMES).map((method) => ({ leaf: { method } }))),
    approvals: perhaps(fc.constantFrom('identity', 'security').map((group) => ({ leaf: { group } }))),
    ...{ coolingOff: perhaps(seconds), proofWindow: perhaps(seconds), approvalWindow: perhaps(seconds) },
    ...{ grant: perhaps(seconds), reviewWithin: perhaps(seconds), alert: perhaps(fc.constantFrom(...SEVERITIES)) },
    notify: perhaps(some(RELATIONS)),
    methods: perhaps(some(METHOD_NAMES).map((not) => ({ not }))),
  })
  .map((all) => lean(all) as Demands);

const calm = ({ riskAtLeast: _score, ...when }: Condition): Condition => when;

/** Rules that apply to anything in the beginning, so that most questions get a plan, and others that add or deny. */
const base: Demands = {
  ...{ proofs: { leaf: { method: 'in-person' } }, approvals: { leaf: { group: 'identity' } } },
  ...{ proofWindow: 36_000, approvalWindow: 36_000, grant: 36_000 },
};
const rules: fc.Arbitrary<readonly Rule[]> = fc
  .tuple(
    perhaps(condition),
    fc.array(fc.record({ when: condition, require: demands, denies: fc.integer({ max: 9, min: 0 }) }), {
      maxLength: 7,
    }),
  )
  .map(([when = {}, more]) => [
    { id: 'base', control: 'c-1', when: calm(when), require: base },
    ...more.map(({ when, require, denies }, index) => {
      const id = { id: `rule-${index}`, control: 'c-1', when };
      return denies === 0 ? { ...id, deny: 'no' } : { ...id, require };
    }),
  ]);

/** Which words a policy declares; that it may leave some out, and then what looks at them denies. */
const vocabulary = fc.subarray(Object.keys(DECLARED) as (keyof typeof DECLARED)[], { minLength: 2 });

const question: fc.Arbitrary<PolicyQuestion> = fc.record({
  profile: fc.record({
    ...{ kind: fc.constantFrom(...KINDS), tier: fc.constantFrom(...TIERS), environment: fc.constantFrom(...PLACES) },
    labels: fc.subarray([...LABELS]),
  }),
  ...{ action: fc.constantFrom(...ACTIONS), channel: fc.constantFrom(...WAYS), desk: fc.constantFrom(...DESKS) },
  ...{ requester: fc.constantFrom(...REQUESTER_RELATIONS), hours: fc.constantFrom('in' as const, 'out' as const) },
  risk: fc.integer({ min: 0, max: 200 }),
  now: fc.constant(NOW),
});

const LEAST = ACTIONS.flatMap(
  (action) => leastProofs({ profile: { kind: 'human', tier: 'standard' }, action }) ?? [],
).map((one) => canonical(one));

/** Why the second answer is less than the first, in some dimension; undefined where it is nowhere. */
function easing(before: PolicyAnswer, after: PolicyAnswer): string | undefined {
  if (after.verdict === 'deny') return undefined;
  if (before.verdict === 'deny') return 'allows what was denied';
  const [old, now] = [before.demands, after.demands];
  const spellings = (list: readonly unknown[]) => list.map(canonical);
  // What rule 9 asks for at least is not asked for beside what is more; the floor's own test sees to it.
  const isLess = (one: string) => !LEAST.includes(one);
  if (spellings(old.proofs).some((one) => isLess(one) && !spellings(now.proofs).includes(one))) return 'fewer proofs';
  for (const name of ['approvals', 'notify', 'barred'] as const)
    if (spellings(old[name]).some((one) => !spellings(now[name]).includes(one))) return `fewer ${name}`;
  for (const name of ['proofWindow', 'approvalWindow', 'grant'] as const)
    if (now[name] > old[name]) return `longer ${name}`;
  if (now.coolingOff < old.coolingOff) return 'shorter cooling-off';
  if ((now.reviewWithin ?? Number.POSITIVE_INFINITY) > (old.reviewWithin ?? Number.POSITIVE_INFINITY))
    return 'later review';
  return SEVERITIES.indexOf(now.alert) < SEVERITIES.indexOf(old.alert) ? 'milder alert' : undefined;
}

/** What a directory, a form or a bug may make of an attribute. */
const broken = fc.constantFrom<unknown>(undefined, null, '', 0, [], {}, true, Number.NaN, -1, 1.5);

/** What people type: other words, words of other attributes, words with a letter more, less or in another case. */
const mistyped = fc.oneof(
  fc.constantFrom<string>('canary', 'STANDARD', ' voice', '\u0000', 'outsorced', 'executive', 'hotline', '__proto__'),
  fc.constantFrom<string>(...KINDS, ...ACTIONS),
  fc.constantFrom<string>(...PLACES, ...WAYS, ...DESKS).map((word) => `${word}\u200b`),
  fc.constantFrom<string>(...PLACES, ...WAYS, ...DESKS).map((word) => word.slice(1)),
  fc.string({ minLength: 1 }),
);
const WORDS: Readonly<Record<(typeof ATTRIBUTES)[number], readonly string[]>> = {
  ...{ kind: KINDS, tier: TIERS, environment: PLACES, action: ACTIONS, channel: WAYS, desk: DESKS },
  ...{ requester: REQUESTER_RELATIONS, hours: ['in', 'out'], risk: [], label: LABELS },
};
const ATTRIBUTES = [
  'kind',
  'tier',
  'environment',
  'action',
  'channel',
  'desk',
  'requester',
  'hours',
  'risk',
  'label',
] as const;

function without(asked: PolicyQuestion, name: (typeof ATTRIBUTES)[number], value: unknown): PolicyQuestion {
  if (name === 'label') return { ...asked, profile: { ...asked.profile, labels: [value] } } as PolicyQuestion;
  const isOfAccount = name === 'kind' || name === 'tier' || name === 'environment';
  const altered = isOfAccount
    ? { ...asked, profile: { ...asked.profile, [name]: value } }
    : { ...asked, [name]: value };
  return altered as PolicyQuestion;
}

const touch = fc
  .record({
    seconds: fc.nat(40 * 86_400),
    what: fc.constantFrom(...TOUCHES),
    action: fc.constantFrom(...ACTIONS),
    channel: fc.constantFrom(...WAYS),
  })
  .map(({ seconds, what, ...over }) => ago(seconds, what, over));
const report = fc.constantFrom(...PUSHED_SIGNALS).map((name) => ({ name, at: NOW, until: at(60) }));
const count = fc.record({
  by: fc.constantFrom('agent' as const, 'desk' as const, 'manager' as const),
  accounts: fc.nat(60),
});
const facts: fc.Arbitrary<RiskFacts> = fc
  .record({
    history: fc.array(touch, { maxLength: 8 }),
    pushed: fc.array(report, { maxLength: 3 }),
    campaign: fc.array(count, { maxLength: 3 }),
    ...{
      inHours: fc.boolean(),
      reason: fc.constantFrom('lost it', 'urgent'),
      agent: fc.constantFrom(null, 'person:alex'),
    },
  })
  .map(quiet);

/** One thing more that is known, or one source less that can be asked. */
const worsening: fc.Arbitrary<(before: RiskFacts) => RiskFacts> = fc.oneof(
  touch.map((one) => (before: RiskFacts) => ({ ...before, history: [...before.history, one] })),
  report.map((one) => (before: RiskFacts) => ({ ...before, pushed: [...before.pushed, one] })),
  count.map((one) => (before: RiskFacts) => ({ ...before, campaign: [...(before.campaign ?? []), one] })),
  fc.constantFrom(
    (before: RiskFacts) => ({ ...before, inHours: false }),
    (before: RiskFacts) => ({ ...before, reason: `${before.reason} URGENT` }),
    (before: RiskFacts) => ({ ...before, agent: 'person:alex' }),
  ),
);

const seen = { demand: 0, deny: 0, worse: 0 };
const asked = (of: readonly Rule[], one: PolicyQuestion, declares = EVERYTHING): PolicyAnswer => {
  const answer = evaluate(aPolicyOf(of, declares), one);
  seen[answer.verdict] += 1;
  return answer;
};
const PLAIN = aPolicy();
const EVERYTHING = Object.keys(DECLARED) as (keyof typeof DECLARED)[];
const aPolicyOf = (of: readonly Rule[], declares: readonly (keyof typeof DECLARED)[]) => ({
  ...{ ...PLAIN, rules: of },
  ...Object.fromEntries(declares.map((list) => [list, DECLARED[list]])),
});

describe(`whatever the policy and whatever is asked (seed ${SEED})`, () => {
  it('denies when any attribute is missing, mistyped or hidden', () => {
    properties(
      fc.property(
        rules,
        question,
        fc.constantFrom(...ATTRIBUTES),
        fc.oneof(broken, mistyped),
        (of, one, name, value) => {
          fc.pre(!(name === 'risk' && value === 0) && !WORDS[name].some((word) => word === value));
          expect(asked(of, without(one, name, value)).verdict).toBe('deny');
        },
      ),
      30_000,
    );
  });

  it('demands no less for it where a policy declares less than it looks at', () => {
    const attribute = fc.constantFrom('environment' as const, 'channel' as const, 'desk' as const, 'label' as const);
    properties(
      fc.property(rules, vocabulary, question, attribute, mistyped, (of, declares, one, name, value) => {
        fc.pre(!WORDS[name].some((word) => word === value));
        const before = asked(of, one, declares);
        expect(easing(before, asked(of, without(one, name, value), declares))).toBeUndefined();
      }),
      20_000,
    );
  });

  it('denies an agent who hides the desk', () => {
    properties(
      fc.property(rules, question, (of, one) => {
        expect(asked(of, { ...one, requester: 'on-behalf', desk: 'none' }).verdict).toBe('deny');
      }),
      5_000,
    );
  });

  it('demands no less for one signal more, or one source less', () => {
    properties(
      fc.property(rules, question, facts, worsening, (of, one, before, worsen) => {
        const [risk, worse] = [assessRisk(before).score, assessRisk(worsen(before)).score];
        if (worse > risk) seen.worse += 1;
        expect(easing(asked(of, { ...one, risk }), asked(of, { ...one, risk: worse }))).toBeUndefined();
      }),
      30_000,
    );
  });

  it('demands no less for any higher score', () => {
    properties(
      fc.property(rules, question, fc.nat(200), (of, one, more) => {
        expect(easing(asked(of, one), asked(of, { ...one, risk: one.risk + more }))).toBeUndefined();
      }),
      20_000,
    );
  });

  it('answers the same whatever the order of the rules', () => {
    const shuffled = rules.chain((of) =>
      fc.tuple(fc.constant(of), fc.shuffledSubarray([...of], { minLength: of.length })),
    );
    properties(
      fc.property(shuffled, question, ([of, other], one) => {
        expect(canonical(asked(other, one))).toBe(canonical(asked(of, one)));
      }),
      20_000,
    );
  });

  it('has really seen plans, denials and rising risk', () => {
    expect(Math.min(seen.demand, seen.deny, seen.worse)).toBeGreaterThan(5_000);
  });

  it('would notice if something were eased', () => {
    const plan = asked([{ id: 'base', control: 'c-1', when: {}, require: base }], { ...CALM_QUESTION });
    if (plan.verdict === 'deny') throw new Error('there is no plan');
    const eased = (over: object): PolicyAnswer => ({ ...plan, demands: { ...plan.demands, ...over } });
    expect(easing({ verdict: 'deny', reasons: [], rules: [] }, plan)).toBe('allows what was denied');
    expect(easing(plan, eased({ proofs: [] }))).toBe('fewer proofs');
    expect(easing(plan, eased({ approvals: [] }))).toBe('fewer approvals');
    expect(easing(eased({ barred: ['totp'] }), plan)).toBe('fewer barred');
    expect(easing(plan, eased({ grant: 36_001 }))).toBe('longer grant');
    expect(easing(eased({ alert: 'critical' }), plan)).toBe('milder alert');
    expect(easing(eased({ notify: ['manager'] }), plan)).toBe('fewer notify');
    expect(easing(eased({ reviewWithin: 60 }), plan)).toBe('later review');
    expect(easing(eased({ coolingOff: 60 }), plan)).toBe('shorter cooling-off');
  });
});

const CALM_QUESTION: PolicyQuestion = {
  profile: { kind: 'human', tier: 'standard', environment: 'production' },
  ...{ action: 'unlock', channel: 'voice', desk: 'none', requester: 'owner', hours: 'in', risk: 0, now: NOW },
};
