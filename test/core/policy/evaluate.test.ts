import { describe, expect, it } from '@jest/globals';
import { evaluate, type PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import type { Demands, Rule } from '../../../lambdas/core/policy/policy.ts';
import { METHOD_NAMES } from '../../../lambdas/core/proofing/methods.ts';
import { aPolicy, CALM } from '../../support/fixtures.ts';

const QUESTION: PolicyQuestion = {
  profile: { kind: 'human', tier: 'standard', environment: 'production' },
  action: 'reset-password',
  channel: 'voice',
  ...CALM,
};

const COMPLETE: Demands = {
  proofs: { leaf: { method: 'in-person' } },
  ...{ proofWindow: 600, approvalWindow: 600, grant: 600 },
};

const rule = (id: string, over: Partial<Rule>): Rule => ({ id, control: 'c-1', when: {}, ...over });
const ask = (rules: readonly Rule[], question = QUESTION) =>
  evaluate(aPolicy({ rules, environments: ['production', 'staging'] }), question);
const withPrivileged = { ...QUESTION, profile: { ...QUESTION.profile, tier: 'privileged' as const } };

describe('evaluate', () => {
  it('denies what no rule covers', () => {
    expect(ask([rule('others', { when: { action: ['unlock'] }, require: COMPLETE })])).toEqual({
      verdict: 'deny',
      reasons: ['no rule of the policy covers this'],
      rules: [],
    });
  });

  it.each(['proofs', 'proofWindow', 'approvalWindow', 'grant'] as const)(
    'denies where no rule decides `%s`',
    (name) => {
      const { [name]: _undecided, ...others } = COMPLETE;
      expect(ask([rule('partial', { require: others })])).toMatchObject({
        verdict: 'deny',
        reasons: [`no rule decides \`${name}\``],
        rules: [{ rule: 'partial' }],
      });
    },
  );

  it('denies where any matching rule denies, and names the rules that did', () => {
    const rules = [rule('b', { deny: 'no' }), rule('yes', { require: COMPLETE }), rule('a', { deny: 'not here' })];
    expect(ask(rules)).toMatchObject({
      verdict: 'deny',
      reasons: ['no', 'not here'],
      rules: [{ rule: 'a' }, { rule: 'b' }],
    });
  });

  it.each(['kind', 'tier', 'environment'] as const)('denies an account whose `%s` is not known', (name) => {
    const profile = { ...QUESTION.profile, [name]: '' };
    const denied = rule('unless', { when: { [name]: [QUESTION.profile[name]] }, deny: 'no' });
    expect(ask([denied, rule('all', { require: COMPLETE })], { ...QUESTION, profile })).toMatchObject({
      verdict: 'deny',
      reasons: [`the \`${name}\` is not known`],
    });
  });

  it('applies a rule only where every attribute that it names has one of its values', () => {
    const when = { kind: ['human'], tier: ['standard', 'critical'], environment: ['production'] } as const;
    const rules = [rule('all', { require: COMPLETE }), rule('some', { when, deny: 'no' })];
    expect(ask(rules).verdict).toBe('deny');
    expect(ask(rules, withPrivileged).verdict).toBe('demand');
  });

  it('takes the strictest of every dimension', () => {
    const loose = { ...COMPLETE, coolingOff: 5, reviewWithin: 900, alert: 'info' } as const;
    const strict = {
      coolingOff: 60,
      proofWindow: 60,
      approvalWindow: 60,
      grant: 60,
      reviewWithin: 60,
      alert: 'critical',
    } as const;
    expect(ask([rule('a', { require: loose }), rule('b', { require: strict })])).toMatchObject({
      verdict: 'demand',
      demands: strict,
    });
  });

  it('asks for all proofs and approvals of all rules, and for equal ones once', () => {
    const identity = { approvals: { leaf: { group: 'identity' } } };
    const security = { approvals: { leaf: { group: 'security' } } };
    const rules = [identity, security, identity].map((require, index) => rule(`r-${index}`, { require }));
    expect(ask([rule('base', { require: COMPLETE }), ...rules])).toMatchObject({
      demands: { approvals: [identity.approvals, security.approvals] },
    });
  });

  it('tells everybody whom some rule wants told, once', () => {
    const told = [['manager'], ['custodian', 'manager']] as const;
    const rules = told.map((notify, index) => rule(`r-${index}`, { require: { notify } }));
    expect(ask([rule('base', { require: COMPLETE }), ...rules])).toMatchObject({
      demands: { notify: ['manager', 'custodian'] },
    });
    expect(ask([rule('base', { require: COMPLETE })])).toMatchObject({ demands: { notify: [] } });
  });

  it('owes no review where no rule asks for one', () => {
    expect(ask([rule('base', { require: COMPLETE })])).toMatchObject({
      demands: { reviewWithin: null, coolingOff: 0 },
    });
  });

  it('adds two groups and an alert for a sensitive account', () => {
    expect(ask([rule('base', { require: COMPLETE })], withPrivileged)).toMatchObject({
      demands: { approvals: [{ leaf: { groups: 2 } }], alert: 'warning' },
    });
    expect(ask([rule('base', { require: COMPLETE })])).toMatchObject({ demands: { approvals: [], alert: 'info' } });
  });

  it('names the owner of the control of every rule that applies', () => {
    expect(ask([rule('base', { require: COMPLETE })])).toMatchObject({
      rules: [{ rule: 'base', control: 'c-1', owner: 'head of identity' }],
    });
  });
});

describe('labels of an account', () => {
  const labelled = (labels?: readonly string[]): PolicyQuestion => ({
    ...QUESTION,
    profile: { ...QUESTION.profile, ...(labels === undefined ? {} : { labels }) },
  });
  const rules = [
    rule('all', { require: COMPLETE }),
    rule('money', { when: { label: ['finance'] }, require: { coolingOff: 60 } }),
  ];
  const judged = (labels?: readonly string[], declared: readonly string[] = ['finance', 'legal']) =>
    evaluate(aPolicy({ rules, labels: declared }), labelled(labels));

  it('let a rule apply that names one of them', () => {
    expect(judged(['legal', 'finance'])).toMatchObject({ demands: { coolingOff: 60 } });
    expect(judged(['legal'])).toMatchObject({ demands: { coolingOff: 0 } });
    expect(judged()).toMatchObject({ demands: { coolingOff: 0 } });
  });

  it('deny where the policy does not declare one: whoever wrote it thought that a rule applies', () => {
    const reasons = ['the `label` is not known: the policy does not declare it under `labels`'];
    expect(judged(['finanse'])).toMatchObject({ verdict: 'deny', reasons });
    expect(judged(['finance', ''])).toMatchObject({ verdict: 'deny', reasons });
    expect(judged(['finance'], ['legal'])).toMatchObject({ verdict: 'deny', reasons });
  });
});

describe('methods that a policy permits', () => {
  const barredBy = (...some: readonly Demands[]) => {
    const answer = ask([
      rule('all', { require: COMPLETE }),
      ...some.map((require, index) => rule(`r-${index}`, { require })),
    ]);
    return answer.verdict === 'demand' ? answer.demands.barred : answer.reasons;
  };

  it('are all, where no rule says otherwise', () => {
    expect(barredBy()).toEqual([]);
  });

  it('are all but those that some rule bars, and only those that every list permits', () => {
    expect(barredBy({ methods: { not: ['totp'] } }, { methods: { not: ['issued-code-sms', 'totp'] } })).toEqual([
      ...['issued-code-sms', 'totp'],
    ]);
    const permitted = METHOD_NAMES.filter((name) => name !== 'in-person' && name !== 'passkey');
    expect(
      barredBy(
        { methods: { only: ['in-person', 'passkey'] } },
        { methods: { only: ['in-person', 'passkey', 'totp'] } },
      ),
    ).toEqual(permitted);
  });
});
