import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, type PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import { EXCEPTION_REVIEW, setsInForce } from '../../../lambdas/core/policy/exceptions.ts';
import type { Demands, PolicyException, Rule } from '../../../lambdas/core/policy/policy.ts';
import { aPolicy, at, CALM, NOW } from '../../support/fixtures.ts';
import { properties } from '../../support/properties.ts';

const QUESTION: PolicyQuestion = {
  profile: { kind: 'human', tier: 'standard', environment: 'production', account: 'cognito:jane' },
  ...{ action: 'unlock', channel: 'voice', now: NOW, ...CALM },
};

const COMPLETE: Demands = {
  proofs: { leaf: { method: 'in-person' } },
  ...{ proofWindow: 600, approvalWindow: 600, grant: 600 },
};
const CONTROLS = ['proving', 'scope'].map((id) => ({ id, title: id, owner: `owner of ${id}`, maps: [] }));
const STRICT: Rule = { id: 'strict', control: 'proving', when: {}, require: { proofs: { leaf: { classes: 2 } } } };
const BASE: Rule = { id: 'base', control: 'scope', when: {}, require: COMPLETE };

const exception = (over: Partial<PolicyException> = {}): PolicyException => ({
  ...{ id: 'night-shift', control: 'proving', owner: 'head of plant', reason: 'the plant has one phone' },
  ...{ until: at(60), scope: {}, waives: ['strict'], ...over },
});

const ask = (exceptions: readonly PolicyException[], over: Partial<PolicyQuestion> = {}, rules = [BASE, STRICT]) =>
  evaluate(aPolicy({ controls: CONTROLS, rules, exceptions, desks: ['none', 'plant'] }), { ...QUESTION, ...over });

const plain = ask([]);

describe('an exception', () => {
  it('takes the rules away that it names, is shown with its owner, and owes a review', () => {
    expect(ask([exception()])).toMatchObject({
      demands: {
        proofs: [COMPLETE.proofs],
        reviewWithin: EXCEPTION_REVIEW,
        exceptions: [
          {
            ...{ exception: 'night-shift', control: 'proving', owner: 'head of plant' },
            ...{ reason: 'the plant has one phone', until: at(60), waived: ['strict'] },
          },
        ],
      },
      rules: [{ rule: 'base' }],
    });
  });

  it('leaves a review where it is that a rule wants sooner', () => {
    const rules = [{ ...BASE, require: { ...COMPLETE, reviewWithin: 60 } }, STRICT];
    expect(ask([exception()], {}, rules)).toMatchObject({ demands: { reviewWithin: 60 } });
  });

  it('puts its own demands in their place', () => {
    const replaces = { proofs: { leaf: { method: 'live-video' } }, grant: 60 } as const;
    expect(ask([exception({ replaces })])).toMatchObject({
      demands: { proofs: [COMPLETE.proofs, replaces.proofs], grant: 60 },
      rules: [{ rule: 'base' }, { rule: 'night-shift', control: 'proving', owner: 'owner of proving' }],
    });
  });

  it('counts one tick before its end, and not at its end', () => {
    const last = new Date(Date.parse(at(60)) - 1).toISOString();
    expect(ask([exception()], { now: last })).toMatchObject({ demands: { exceptions: [{}] } });
    expect(ask([exception()], { now: at(60) })).toEqual(plain);
    expect(ask([exception({ until: 'never' })])).toEqual(plain);
  });

  it('has no effect where the time is not known', () => {
    const { now: _unknown, ...timeless } = QUESTION;
    const policy = aPolicy({ controls: CONTROLS, rules: [BASE, STRICT], exceptions: [exception()] });
    expect(evaluate(policy, timeless)).toEqual(plain);
  });

  it.each<[string, PolicyException['scope']]>([
    ['another account', { account: ['cognito:joe'] }],
    ['another desk', { desk: ['plant'] }],
    ['another time', { hours: ['out'] }],
    ['another kind', { kind: ['vendor'] }],
  ])('has no effect on %s', (_, scope) => {
    expect(ask([exception({ scope })])).toEqual(plain);
  });

  it('has no effect where the account is not known, when it is for one', () => {
    const { account: _unknown, ...profile } = QUESTION.profile;
    const scope = { account: ['cognito:jane'] };
    expect(ask([exception({ scope })])).not.toEqual(plain);
    expect(ask([exception({ scope })], { profile })).toEqual(plain);
  });

  it('takes nothing away of another control, and nothing that risk adds', () => {
    const risky = { ...STRICT, when: { riskAtLeast: 10 } };
    expect(ask([exception({ control: 'scope' })])).toEqual(plain);
    expect(ask([exception()], { risk: 10 }, [BASE, risky])).toEqual(ask([], { risk: 10 }, [BASE, risky]));
  });

  it('is denied where nothing is left that decides', () => {
    const all = exception({ control: 'scope', waives: ['base'] });
    expect(ask([all])).toMatchObject({ verdict: 'deny' });
    expect(ask([all], {}, [BASE])).toMatchObject({ verdict: 'deny', reasons: ['no rule of the policy covers this'] });
  });

  it('leaves two groups and an alert for a sensitive account', () => {
    const base = { ...BASE, require: { ...COMPLETE, alert: 'info' as const } };
    const profile = { ...QUESTION.profile, tier: 'privileged' as const };
    expect(ask([exception()], { profile }, [base, STRICT])).toMatchObject({
      demands: { approvals: [{ leaf: { groups: 2 } }], alert: 'warning', exceptions: [{}] },
    });
  });

  it('means the same in whatever order there are several', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const rules = [BASE, ...ids.map((id, index) => ({ ...STRICT, id, require: { coolingOff: index * 10 } }))];
    const some = fc.array(
      fc.record({
        waives: fc.uniqueArray(fc.constantFrom(...ids)),
        grant: fc.integer({ min: 1, max: 900 }),
        seconds: fc.integer({ min: -60, max: 60 }),
      }),
      { maxLength: 5 },
    );
    properties(
      fc.property(some, (given) => {
        const all = given.map(({ waives, grant, seconds }, index) =>
          exception({ id: `e-${index}`, waives, until: at(seconds), replaces: { grant } }),
        );
        expect(ask([...all].reverse(), {}, [...rules].reverse())).toEqual(ask(all, {}, rules));
      }),
    );
  });
});

describe('together', () => {
  const exception = (id: string, ends: number, account?: readonly string[]): PolicyException => ({
    ...{ id, control: 'c-1', owner: 'o', reason: 'r', until: at(ends), waives: ['r'] },
    scope: account === undefined ? { kind: ['human'] } : { account },
  });
  const sets = (...exceptions: readonly PolicyException[]) =>
    setsInForce(exceptions, NOW).map(({ account, exceptions: met }) => [met.map(({ id }) => id).join(), account]);

  describe('setsInForce', () => {
    it('is each alone and all that meet on an account, whichever of its accounts that is', () => {
      expect(sets(exception('a', 60, ['x:1', 'x:2']), exception('b', 60, ['x:3', 'x:2']))).toEqual([
        ['a', 'x:1'],
        ['b', 'x:3'],
        ['a,b', 'x:2'],
      ]);
    });

    it('is what is left when others have ended', () => {
      const met = sets(exception('a', 60), exception('b', 60), exception('c', 30)).map(([ids]) => ids);
      expect(met).toEqual(['a', 'b', 'c', 'a,b,c', 'a,b']);
    });

    it('leaves out what has ended, and those that never meet', () => {
      expect(sets(exception('a', 0), exception('b', 1, ['x:1']), exception('c', 1, ['x:2']))).toEqual([
        ['b', 'x:1'],
        ['c', 'x:2'],
      ]);
    });

    it('is no more for accounts that the same exceptions name', () => {
      const many = Array.from({ length: 1000 }, (_, index) => `x:${index}`);
      expect(sets(exception('a', 60, many), exception('b', 60))).toHaveLength(3);
    });
  });
});
