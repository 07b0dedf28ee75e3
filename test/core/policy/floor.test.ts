import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, type PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import { floorsOf, leastProofs } from '../../../lambdas/core/policy/floor.ts';
import type { Demands, PolicyException, Rule } from '../../../lambdas/core/policy/policy.ts';
import type { Requirement } from '../../../lambdas/core/policy/requirement.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../../../lambdas/core/proofing/methods.ts';
import { areProved, type Proof, type ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';
import { ACTIONS, KINDS, TIERS } from '../../../lambdas/core/recovery/account.ts';
import { aPolicy, at, CALM, NOW } from '../../support/fixtures.ts';
import { properties, SEED } from '../../support/properties.ts';

const PASSWORD: PolicyQuestion = {
  profile: { kind: 'human', tier: 'standard', environment: 'production', account: 'cognito:victim' },
  ...{ action: 'reset-password', channel: 'portal', ...CALM, now: NOW },
};
const COMPLETE: Demands = {
  ...{ proofs: { leaf: { classes: 1 } }, approvals: { leaf: { group: 'identity' } } },
  ...{ proofWindow: 600, approvalWindow: 600, grant: 600 },
};
const RULES: readonly Rule[] = [
  { id: 'weak', control: 'c-1', when: {}, require: COMPLETE },
  { id: 'two', control: 'c-1', when: {}, require: { proofs: { leaf: { classes: 2 } } } },
  { id: 'again', control: 'c-1', when: {}, require: { proofs: { leaf: { class: 'repeated-proofing' } } } },
];
const waiving = (rule: string, scope: PolicyException['scope']): PolicyException => ({
  ...{ id: `without-${rule}`, control: 'c-1', owner: 'o', reason: 'r', until: at(60), scope, waives: [rule] },
});

/** A proof by each of these methods, each come its own way. */
const proofsBy = (...methods: readonly MethodName[]): readonly Proof[] =>
  methods.map((method) => ({
    ...{ id: method, method, outcome: 'verified', verifier: null, reference: null, seen: [], at: NOW },
    ...{ session: null, contact: null, channel: method },
  }));
const isEnough = (proofs: readonly Requirement<ProofLeaf>[], ...methods: readonly MethodName[]): boolean =>
  areProved(proofs, proofsBy(...methods), { now: NOW, channel: 'portal' });

describe('what the product demands by itself', () => {
  it('is two classes or proofing again where two exceptions together leave one class on the account that both name', () => {
    const exceptions = [
      waiving('two', { account: ['cognito:x', 'cognito:victim'] }),
      waiving('again', { account: ['cognito:y', 'cognito:victim'] }),
    ];
    const answer = evaluate(aPolicy({ rules: RULES, exceptions }), PASSWORD);
    if (answer.verdict === 'deny') throw new Error('there is no plan');
    const { proofs } = answer.demands;
    expect(isEnough(proofs, 'saved-code')).toBe(false);
    expect(isEnough(proofs, 'totp')).toBe(false);
    expect(isEnough(proofs, 'totp', 'issued-code-sms')).toBe(true);
    expect(isEnough(proofs, 'in-person')).toBe(true);
    expect(isEnough(proofs, 'passkey')).toBe(true);
  });

  it('is for a password a passkey too, and for no other action', () => {
    for (const action of ACTIONS) {
      const least = leastProofs({ profile: { kind: 'human', tier: 'standard' }, action });
      if (least !== undefined)
        expect([action, isEnough([least], 'passkey')]).toEqual([action, action === 'reset-password']);
    }
  });

  it('is asked of a person for everything but an unlock and the end of sessions, and of nobody else', () => {
    for (const kind of KINDS)
      for (const action of ACTIONS) {
        const isFloored = leastProofs({ profile: { kind, tier: 'standard' }, action }) !== undefined;
        const isPersonal = kind === 'human' || kind === 'vendor';
        const givesNothing = action === 'unlock' || action === 'revoke-sessions';
        expect([kind, action, isFloored]).toEqual([kind, action, isPersonal && !givesNothing]);
      }
  });

  it('is named by its rule, with what it is for', () => {
    expect(floorsOf({ profile: { kind: 'human', tier: 'privileged' }, action: 'reset-mfa' })).toMatchObject([
      { rule: 5, because: 'tier is privileged' },
      { rule: 9, because: 'kind is human, action is reset-mfa' },
    ]);
    expect(floorsOf({ profile: { kind: 'api-key', tier: 'standard' }, action: 'reissue-token' })).toMatchObject([
      { rule: 5, because: 'kind is api-key' },
    ]);
    expect(floorsOf({ profile: { kind: 'human', tier: 'standard' }, action: 'unlock' })).toEqual([]);
  });

  it('is not demanded twice where a rule demands the same', () => {
    const proofs = leastProofs(PASSWORD);
    const same = { ...COMPLETE, ...(proofs === undefined ? {} : { proofs: JSON.parse(JSON.stringify(proofs)) }) };
    const answer = evaluate(aPolicy({ rules: [{ id: 'same', control: 'c-1', when: {}, require: same }] }), PASSWORD);
    expect(answer).toMatchObject({ verdict: 'demand', demands: { proofs: [proofs] } });
  });

  it(`is in every plan, whatever the rules and exceptions (seed ${SEED})`, () => {
    const leaf = fc.oneof(
      fc.constantFrom(...METHOD_NAMES).map((method) => ({ leaf: { method } })),
      fc.constantFrom(1, 2).map((classes) => ({ leaf: { classes } })),
    );
    const extra = fc.record({ proofs: leaf, waived: fc.boolean(), ends: fc.integer({ min: -9, max: 9 }) });
    const asked = fc.record({
      kind: fc.constantFrom('human' as const, 'vendor' as const),
      tier: fc.constantFrom(...TIERS),
      action: fc.constantFrom(...ACTIONS),
    });
    const seen = { plans: 0, eased: 0 };
    properties(
      fc.property(leaf, fc.array(extra, { maxLength: 4 }), asked, (proofs, extras, { kind, tier, action }) => {
        const more = extras.map(({ proofs: one }, index) => ({
          ...RULES[0],
          id: `r-${index}`,
          require: { proofs: one },
        }));
        const rules = [{ ...RULES[0], require: { ...COMPLETE, proofs } }, ...more] as readonly Rule[];
        const exceptions = extras.flatMap(({ waived, ends }, index) =>
          waived ? [{ ...waiving(`r-${index}`, { account: ['cognito:victim'] }), until: at(ends) }] : [],
        );
        const profile = { ...PASSWORD.profile, kind, tier };
        const answer = evaluate(aPolicy({ rules, exceptions }), { ...PASSWORD, profile, action });
        if (answer.verdict === 'deny' || leastProofs({ profile, action }) === undefined) return;
        seen.plans += 1;
        for (const method of METHOD_NAMES.filter((name) => METHODS[name].class !== 'repeated-proofing')) {
          if (method === 'passkey' && action === 'reset-password') continue;
          if (
            isEnough(
              rules.slice(0, 1).flatMap(({ require: given }) => given?.proofs ?? []),
              method,
            )
          )
            seen.eased += 1;
          expect([method, isEnough(answer.demands.proofs, method)]).toEqual([method, false]);
        }
      }),
      20_000,
    );
    expect(Math.min(seen.plans, seen.eased)).toBeGreaterThan(2_000);
  });
});
