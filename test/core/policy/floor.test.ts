import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, type PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import { floorsOf, leastProofs } from '../../../lambdas/core/policy/floor.ts';
import type { Demands, PolicyException, Rule } from '../../../lambdas/core/policy/policy.ts';
import { METHOD_NAMES, METHODS, type MethodName, PROOF_CLASSES } from '../../../lambdas/core/proofing/methods.ts';
import { areProved, type Proof, type ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';
import { ACTIONS, type Action, KINDS, TIERS } from '../../../lambdas/core/registry/account.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';
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
const WEAK: Rule = { id: 'weak', control: 'c-1', when: {}, require: COMPLETE };
const RULES: readonly Rule[] = [
  WEAK,
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
    ...{ session: null, contact: null, called: null, channel: method },
  }));
const isEnough = (proofs: readonly Requirement<ProofLeaf>[], ...methods: readonly MethodName[]): boolean =>
  areProved(proofs, proofsBy(...methods), { now: NOW, channel: 'portal', barred: [], sightings: 1 });

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
        const isPersonal = kind === 'human' || kind === 'vendor' || kind === 'device';
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

  it.each<[string, Requirement<ProofLeaf>]>([
    ['the same', { any: [{ leaf: { classes: 2 } }, { leaf: { class: 'repeated-proofing' } }], of: 1 }],
    ['identity proofing', { leaf: { method: 'in-person' } }],
    ['proofing and more', { all: [{ leaf: { class: 'repeated-proofing' } }, { leaf: { class: 'recovery-contact' } }] }],
    ['three classes', { leaf: { classes: 3 } }],
    ['two classes by name', { all: [{ leaf: { method: 'totp' } }, { leaf: { class: 'issued-code' } }] }],
    [
      'two of three of which two are enough',
      {
        any: [{ leaf: { method: 'vendor' } }, { leaf: { method: 'in-person' } }, { leaf: { classes: 1 } }],
        of: 2,
      },
    ],
  ])('is not asked for beside %s', (_, proofs) => {
    expect(planned(proofs, 'reset-mfa')).toEqual([proofs]);
  });

  it.each<[string, Requirement<ProofLeaf>]>([
    ['a strong proof, which a passkey is too', { leaf: { strength: 3 } }],
    ['a passkey', { leaf: { method: 'passkey' } }],
    [
      'two codes of one class',
      { all: [{ leaf: { method: 'issued-code-sms' } }, { leaf: { method: 'issued-code-email' } }] },
    ],
    ['a choice of which one is less', { any: [{ leaf: { classes: 2 } }, { leaf: { method: 'totp' } }], of: 1 }],
    ['nothing in particular', { all: [{ leaf: { classes: 1 } }, { leaf: { strength: 1 } }] }],
  ])('is asked for beside %s', (_, proofs) => {
    expect(planned(proofs, 'reset-mfa')).toHaveLength(2);
    expect(planned(proofs, 'unlock')).toEqual([proofs]);
  });

  it('is not asked for beside a passkey or a strong proof where a password is reset', () => {
    expect(planned({ leaf: { method: 'passkey' } }, 'reset-password')).toHaveLength(1);
    expect(planned({ leaf: { strength: 3 } }, 'reset-password')).toHaveLength(1);
  });

  it(`is met by whoever meets a plan, whatever the rules and exceptions (seed ${SEED})`, () => {
    const { requirement } = fc.letrec<{ requirement: Requirement<ProofLeaf>; parts: Requirement<ProofLeaf>[] }>(
      (tie) => ({
        requirement: fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          fc.constantFrom(...METHOD_NAMES).map((method) => ({ leaf: { method } })),
          fc.constantFrom(...PROOF_CLASSES).map((one) => ({ leaf: { class: one } })),
          fc.constantFrom(1, 2).map((classes) => ({ leaf: { classes } })),
          fc.constantFrom(1 as const, 2 as const, 3 as const).map((strength) => ({ leaf: { strength } })),
          tie('parts').map((all) => ({ all })),
          fc.tuple(tie('parts'), fc.constantFrom(1, 2)).map(([any, of]) => ({ any, of: Math.min(of, any.length) })),
        ),
        parts: fc.array(tie('requirement'), { minLength: 1, maxLength: 3 }),
      }),
    );
    const extra = fc.record({ proofs: requirement, waived: fc.boolean(), ends: fc.integer({ min: -9, max: 9 }) });
    const asked = fc.record({
      kind: fc.constantFrom('human' as const, 'vendor' as const),
      tier: fc.constantFrom(...TIERS),
      action: fc.constantFrom(...ACTIONS),
    });
    const seen = { plans: 0, weak: 0 };
    properties(
      fc.property(requirement, fc.array(extra, { maxLength: 3 }), asked, (proofs, extras, { kind, tier, action }) => {
        const more = extras.map(({ proofs: one }, index) => ({ ...WEAK, id: `r-${index}`, require: { proofs: one } }));
        const rules = [{ ...WEAK, require: { ...COMPLETE, proofs } }, ...more];
        const exceptions = extras.flatMap(({ waived, ends }, index) =>
          waived ? [{ ...waiving(`r-${index}`, { account: ['cognito:victim'] }), until: at(ends) }] : [],
        );
        const profile = { ...PASSWORD.profile, kind, tier };
        const answer = evaluate({ ...aPolicy(), rules, exceptions }, { ...PASSWORD, profile, action });
        if (answer.verdict === 'deny' || leastProofs({ profile, action }) === undefined) return;
        seen.plans += 1;
        for (const one of PROOF_CLASSES.filter((name) => name !== 'repeated-proofing')) {
          const methods = METHOD_NAMES.filter((name) => METHODS[name].class === one && !isCheap(name, action));
          if (isEnough([proofs], ...methods)) seen.weak += 1;
          expect([one, isEnough(answer.demands.proofs, ...methods)]).toEqual([one, false]);
        }
      }),
      20_000,
    );
    expect(Math.min(seen.plans, seen.weak)).toBeGreaterThan(2_000);
  });
});

/** Where a password is reset, a passkey is enough by itself. */
const isCheap = (name: MethodName, action: Action): boolean => name === 'passkey' && action === 'reset-password';

/** What is to be proved where one rule asks for this. */
function planned(proofs: Requirement<ProofLeaf>, action: Action): readonly Requirement<ProofLeaf>[] {
  const rules = [{ ...WEAK, require: { ...COMPLETE, proofs } }];
  const answer = evaluate({ ...aPolicy(), rules }, { ...PASSWORD, action });
  return answer.verdict === 'deny' ? [] : answer.demands.proofs;
}
