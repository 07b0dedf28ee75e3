import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ApprovalLeaf,
  areApproved,
  type Countersignature,
} from '../../lambdas/core/approvals/countersignature.ts';
import { evaluate, type PolicyQuestion } from '../../lambdas/core/policy/evaluate.ts';
import { isLeastProved, leastProofs } from '../../lambdas/core/policy/floor.ts';
import {
  type Demands,
  type Policy,
  REQUESTER_RELATIONS,
  type Rule,
  SEVERITIES,
} from '../../lambdas/core/policy/policy.ts';
import { METHOD_NAMES, PROOF_CLASSES } from '../../lambdas/core/proofing/methods.ts';
import type { ProofLeaf } from '../../lambdas/core/proofing/proof.ts';
import { ACTIONS, isSensitive, KINDS, RELATIONS, TIERS } from '../../lambdas/core/registry/account.ts';
import { isSame } from '../../lambdas/core/values/hash.ts';
import type { Requirement } from '../../lambdas/core/values/requirement.ts';
import { properties } from '../support/properties.ts';

const GROUPS = ['identity', 'security', 'platform'] as const;
const ENVIRONMENTS = ['production', 'staging', 'elsewhere'] as const;
const CHANNELS = ['voice', 'portal'] as const;

/** Keeps some members of an object, and drops the others instead of leaving them undefined. */
const some = <T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(members, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<Partial<T>>;

const record = <T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(members, { noNullPrototype: true }) as fc.Arbitrary<T>;

const anyOf = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: values.length });

const requirement = <Leaf>(leaf: fc.Arbitrary<Leaf>): fc.Arbitrary<Requirement<Leaf>> => {
  const one = record({ leaf });
  const list = fc.array(one, { minLength: 1, maxLength: 3 });
  return fc.oneof(one, record({ all: list }), record({ any: list, of: fc.integer({ min: 1, max: 2 }) }));
};

const proofLeaf: fc.Arbitrary<ProofLeaf> = fc.oneof(
  record({ method: fc.constantFrom(...METHOD_NAMES) }),
  record({ class: fc.constantFrom(...PROOF_CLASSES) }),
  record({ classes: fc.integer({ min: 1, max: 3 }) }),
);

const approvalLeaf: fc.Arbitrary<ApprovalLeaf> = fc.oneof(
  record({ group: fc.constantFrom(...GROUPS), count: fc.integer({ min: 1, max: 2 }) }),
  record({ relation: fc.constantFrom(...RELATIONS) }),
  record({ groups: fc.integer({ min: 1, max: 3 }) }),
);

const seconds = fc.integer({ min: 1, max: 86_400 });

const demands: fc.Arbitrary<Demands> = some<Demands>({
  proofs: requirement(proofLeaf),
  approvals: requirement(approvalLeaf),
  coolingOff: seconds,
  proofWindow: seconds,
  approvalWindow: seconds,
  grant: seconds,
  reviewWithin: seconds,
  alert: fc.constantFrom(...SEVERITIES),
} as { [K in keyof Demands]: fc.Arbitrary<Demands[K]> });

const rule = record({
  control: fc.constantFrom('c-1', 'c-2'),
  when: some({
    kind: anyOf(KINDS),
    tier: anyOf(TIERS),
    environment: anyOf(ENVIRONMENTS),
    action: anyOf(ACTIONS),
    channel: anyOf(CHANNELS),
  }),
  effect: fc.oneof(
    { weight: 1, arbitrary: record({ deny: fc.constantFrom('no', 'never') }) },
    { weight: 6, arbitrary: record({ require: demands }) },
  ),
});

/** Decides everything for everybody, so that most of these policies demand something. */
const complete: Omit<Rule, 'id'> = {
  control: 'c-1',
  when: {},
  require: {
    proofs: { leaf: { method: 'in-person' } },
    ...{ proofWindow: 3600, approvalWindow: 3600, grant: 3600, alert: 'info' },
  },
};

const policy: fc.Arbitrary<Policy> = record({ rules: fc.array(rule, { maxLength: 8 }), isComplete: fc.boolean() }).map(
  ({ rules, isComplete }) => {
    const others = rules.map(({ control, when, effect }) => ({ control, when, ...effect }));
    return {
      name: 'any',
      groups: GROUPS,
      // A word that rules read and the policy does not declare is denied: then nearly no question would get a demand.
      ...{ environments: ENVIRONMENTS, channels: CHANNELS },
      controls: ['c-1', 'c-2'].map((id) => ({ id, title: id, owner: `owner of ${id}`, maps: [] })),
      rules: [...others, ...(isComplete ? [complete] : [])].map((one, index) => ({ ...one, id: `r-${index}` }) as Rule),
    };
  },
);

const question: fc.Arbitrary<PolicyQuestion> = record({
  profile: record({
    kind: fc.constantFrom(...KINDS),
    tier: fc.constantFrom(...TIERS),
    environment: fc.constantFrom(...ENVIRONMENTS),
  }),
  action: fc.constantFrom(...ACTIONS),
  channel: fc.constantFrom(...CHANNELS),
  desk: fc.constantFrom('none', 'day', 'night'),
  requester: fc.constantFrom(...REQUESTER_RELATIONS),
  hours: fc.constantFrom('in', 'out'),
  risk: fc.nat(200),
});

describe('policies, whatever they say', () => {
  it('mean the same in whatever order their rules and controls stand', () => {
    const shuffled = policy.chain((one) =>
      record({
        one: fc.constant(one),
        rules: fc.shuffledSubarray([...one.rules], { minLength: one.rules.length }),
        controls: fc.shuffledSubarray([...one.controls], { minLength: one.controls.length }),
      }),
    );
    properties(
      fc.property(shuffled, question, ({ one, rules, controls }, asked) => {
        expect(evaluate({ ...one, rules, controls }, asked)).toEqual(evaluate(one, asked));
      }),
    );
  });

  it('never demand where they denied, when something of the account is not known any more', () => {
    const forgotten = fc.constantFrom('kind', 'tier', 'environment', 'action', 'channel');
    const blank = fc.constantFrom(undefined, null, '');
    properties(
      fc.property(policy, question, forgotten, blank, (one, asked, name, nothing) => {
        const profile = { ...asked.profile, ...(name in asked.profile ? { [name]: nothing } : {}) };
        const less = { ...asked, ...(name in asked ? { [name]: nothing } : {}), profile } as PolicyQuestion;
        fc.pre(evaluate(one, asked).verdict === 'deny');
        expect(evaluate(one, less).verdict).toBe('deny');
      }),
    );
  });

  it('demand more and never less with one rule more', () => {
    properties(
      fc.property(policy, rule, question, (one, { effect, when, control }, asked) => {
        const before = evaluate(one, asked);
        const after = evaluate(
          { ...one, rules: [...one.rules, { id: 'r-more', control, when, ...effect } as Rule] },
          asked,
        );
        if (before.verdict !== 'demand' || after.verdict !== 'demand') return;
        // The product's own demand goes only where a rule demands as much and more.
        const gone = before.demands.proofs.filter((proofs) => !after.demands.proofs.some((one) => isSame(one, proofs)));
        const isMet = after.demands.proofs.some((one) => isLeastProved(one, asked));
        expect(gone).toEqual(gone.length > 0 && isMet ? [leastProofs(asked)] : []);
        expect(after.demands.approvals).toEqual(expect.arrayContaining([...before.demands.approvals]));
        expect(after.demands.coolingOff).toBeGreaterThanOrEqual(before.demands.coolingOff);
        expect(after.demands.grant).toBeLessThanOrEqual(before.demands.grant);
        expect(after.demands.proofWindow).toBeLessThanOrEqual(before.demands.proofWindow);
      }),
    );
  });

  it('always ask for proof, and for two groups where the account is sensitive', () => {
    properties(
      fc.property(policy, question, (one, asked) => {
        const answer = evaluate(one, asked);
        if (answer.verdict !== 'demand') return;
        expect(answer.demands.proofs.length).toBeGreaterThan(0);
        if (isSensitive(asked.profile)) expect(answer.demands.approvals).toContainEqual({ leaf: { groups: 2 } });
      }),
    );
  });

  it('name who answers for every rule that spoke', () => {
    properties(
      fc.property(policy, question, (one, asked) => {
        for (const { control, owner } of evaluate(one, asked).rules) expect(owner).toBe(`owner of ${control}`);
      }),
    );
  });
});

const countersignature: fc.Arbitrary<Countersignature> = record({
  approver: fc.constantFrom('person:a', 'person:b', 'person:c', 'person:d'),
  groups: anyOf(GROUPS),
  relations: anyOf(RELATIONS),
  digest: fc.constantFrom('this plan', 'another plan'),
  at: fc.constant('2026-11-20T10:00:00.000Z'),
});

describe('countersignatures, whoever gave them', () => {
  const asked = fc.array(requirement(approvalLeaf), { minLength: 1, maxLength: 3 });
  const given = fc.array(countersignature, { maxLength: 6 });

  it('are not helped by another one of somebody who has countersigned, in whatever capacity', () => {
    properties(
      fc.property(asked, given, countersignature, (requirements, some, again) => {
        fc.pre(some.some(({ approver, digest }) => approver === again.approver && digest === 'this plan'));
        const more = [...some, { ...again, digest: 'this plan' }];
        expect(areApproved(requirements, more, 'this plan')).toBe(areApproved(requirements, some, 'this plan'));
      }),
    );
  });

  it('are not spoilt by one of somebody else', () => {
    properties(
      fc.property(asked, given, countersignature, (requirements, some, more) => {
        fc.pre(areApproved(requirements, some, 'this plan'));
        expect(areApproved(requirements, [...some, more], 'this plan')).toBe(true);
      }),
    );
  });

  it('count for no other plan', () => {
    properties(
      fc.property(asked, given, (requirements, some) => {
        const others = some.map((one) => ({ ...one, digest: 'another plan' }));
        expect(areApproved(requirements, others, 'this plan')).toBe(false);
      }),
    );
  });
});
