import { describe, expect, it } from '@jest/globals';
import { checkCoverage, checkReach, HIGHEST_SCORE, whyImpossible } from '../../../lambdas/core/policy/coverage.ts';
import type { Demands, PolicyException, Rule } from '../../../lambdas/core/policy/policy.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';
import { aPolicy, at, NOW } from '../../support/fixtures.ts';

const COMPLETE: Demands = {
  proofs: { leaf: { method: 'in-person' } },
  ...{ proofWindow: 600, approvalWindow: 600, grant: 600 },
};

const rule = (over: Partial<Rule>): Rule => ({ id: 'all', control: 'c-1', when: {}, ...over });
const group = (name: string) => ({ leaf: { group: name } });
const covering = (...rules: readonly Rule[]) => checkCoverage(aPolicy({ rules }));
const approvedBy = (
  approvals: Requirement<{ group: string } | { groups: number } | { relation: 'manager' | 'custodian' }>,
) => covering(rule({ require: { ...COMPLETE, approvals } }));

describe('checkCoverage', () => {
  it.each([
    ['two groups', { all: [group('identity'), group('security')] }],
    ['any two groups', { leaf: { groups: 2 } }],
    ['two of three groups', { any: [group('identity'), group('security'), group('platform')], of: 2 }],
    [
      'a group and one of two others',
      { all: [group('platform'), { any: [group('security'), group('identity')], of: 1 }] },
    ],
  ])('is content with %s for sensitive accounts', (_, approvals) => {
    expect(approvedBy(approvals)).toEqual([]);
  });

  it.each([
    ['one group', group('identity')],
    ['two people of one group', { all: [group('identity'), group('identity')] }],
    ['two groups of which one is enough', { any: [group('identity'), group('security')], of: 1 }],
    [
      'a manager or a custodian',
      { any: [{ leaf: { relation: 'manager' } as const }, { leaf: { relation: 'custodian' } as const }], of: 1 },
    ],
    ['a manager and a group', { all: [{ leaf: { relation: 'manager' } as const }, group('identity')] }],
  ])('is not content with %s', (_, approvals) => {
    expect(approvedBy(approvals)).toEqual([
      {
        path: ['rules', 0, 'require', 'approvals'],
        reason: expect.stringMatching(/alone could approve.*privileged human/),
      },
    ]);
  });

  it('finds sensitive accounts of which no approval is demanded at all', () => {
    expect(covering(rule({ require: COMPLETE }))).toMatchObject([
      { reason: expect.stringContaining('people of no group') },
    ]);
  });

  it('asks for no second group where the account is not sensitive', () => {
    const when = { kind: ['human'], tier: ['standard'] } as const;
    expect(covering(rule({ when, require: { ...COMPLETE, approvals: group('identity') } }))).toEqual([]);
  });

  it('adds up what several rules demand', () => {
    expect(
      covering(
        rule({ require: { ...COMPLETE, approvals: group('identity') } }),
        rule({ id: 'more', when: { tier: ['privileged', 'critical'] }, require: { approvals: group('security') } }),
        rule({
          id: 'nhi',
          when: { kind: ['service-account', 'api-key', 'certificate'] },
          require: { approvals: group('platform') },
        }),
      ),
    ).toEqual([]);
  });

  it('finds accounts of which everything is demanded but proof', () => {
    const { proofs: _none, ...others } = COMPLETE;
    const when = { action: ['unlock'], environment: ['staging'] } as const;
    expect(covering(rule({ when, require: { ...others, approvals: { leaf: { groups: 2 } } } }))).toEqual([
      { path: ['rules', 0, 'require', 'proofs'], reason: expect.stringMatching(/but the proof.*`unlock`.*`staging`/) },
    ]);
  });

  it('asks about every channel and environment that a rule names', () => {
    const weak = { require: { ...COMPLETE, approvals: group('identity') } };
    expect(covering(rule({ when: { channel: ['portal'] }, ...weak }))).toHaveLength(1);
    expect(covering(rule({ when: { environment: ['staging'] }, ...weak }))).toHaveLength(1);
  });

  const TWO = { leaf: { groups: 2 } };
  const proving = (proofs: Demands['proofs'], over: Partial<Demands> = {}, when: Rule['when'] = {}) =>
    covering(rule({ when, require: { ...COMPLETE, approvals: TWO, ...over, ...(proofs ? { proofs } : {}) } }));

  it.each<[string, Demands['proofs']]>([
    ['codes of one class', { leaf: { class: 'issued-code' } }],
    [
      'two codes of one class',
      { all: [{ leaf: { method: 'issued-code-email' } }, { leaf: { method: 'issued-code-sms' } }] },
    ],
    ['any one proof', { leaf: { classes: 1 } }],
    ['a one-time password', { leaf: { method: 'totp' } }],
    [
      'somebody who vouches',
      { any: [{ leaf: { method: 'in-person' } }, { leaf: { class: 'recovery-contact' } }], of: 1 },
    ],
  ])('is not content with %s for a password (rule 9)', (_, proofs) => {
    const when = { kind: ['human'], action: ['reset-password'] } as const;
    expect(proving(proofs, {}, when)).toEqual([
      { path: ['rules', 0, 'require', 'proofs'], reason: expect.stringMatching(/alone would be enough, and rule 9/) },
    ]);
    expect(proving(proofs, {}, { kind: ['human'], action: ['unlock'] })).toEqual([]);
  });

  it.each<[string, Demands['proofs']]>([
    ['two classes', { leaf: { classes: 2 } }],
    ['a passkey', { leaf: { method: 'passkey' } }],
    ['identity proofing', { leaf: { class: 'repeated-proofing' } }],
    ['a bound authenticator and a code', { all: [{ leaf: { method: 'totp' } }, { leaf: { class: 'issued-code' } }] }],
  ])('is content with %s for a password', (_, proofs) => {
    expect(proving(proofs, {}, { kind: ['human'], action: ['reset-password'] })).toEqual([]);
  });

  it.each<[string, Demands['proofs'], Partial<Demands>, Rule['when']]>([
    [
      'a custodian of a person',
      { leaf: { method: 'custodian-attestation' } },
      {},
      { kind: ['human'], action: ['unlock'] },
    ],
    ['a saved code of a service', { leaf: { method: 'saved-code' } }, {}, { kind: ['api-key'] }],
    ['more classes than a mailbox has', { leaf: { classes: 3 } }, {}, { kind: ['shared-mailbox'] }],
  ])('finds that nobody can give %s', (_, proofs, over, when) => {
    expect(proving(proofs, over, when)).toMatchObject([
      { reason: expect.stringMatching(/^nobody can give the proofs/) },
    ]);
  });

  it.each<[string, Demands, Rule['when']]>([
    ['a custodian of somebody who has none', { approvals: { leaf: { relation: 'custodian' } } }, { kind: ['human'] }],
    ['the owner', { approvals: { leaf: { relation: 'owner' } } }, { kind: ['vendor'] }],
    [
      'two managers',
      { approvals: { all: [{ leaf: { relation: 'manager' } }, { leaf: { relation: 'manager' } }] } },
      { kind: ['human'] },
    ],
    [
      'the manager in two parts',
      { proofs: { leaf: { method: 'manager-attestation' } }, approvals: { leaf: { relation: 'manager' } } },
      { kind: ['human'], action: ['unlock'] },
    ],
  ])('finds that %s cannot approve', (_, demands, when) => {
    expect(covering(rule({ when, require: { ...COMPLETE, ...demands } }))).toMatchObject([
      {
        path: ['rules', 0, 'require', 'approvals'],
        reason: expect.stringMatching(/^nobody can give the approvals.*rule 1/),
      },
    ]);
  });

  it.each(['reset-mfa', 'temporary-access', 'reissue-token', 'rotate-secret', 'replace-certificate'] as const)(
    'is not content with one code for `%s` of a privileged person: whatever is handed over opens the account',
    (action) => {
      const when = { kind: ['human'], tier: ['privileged'], action: [action] } as const;
      const problems = proving({ leaf: { class: 'issued-code' } }, {}, when);
      expect(problems).toMatchObject([
        { reason: expect.stringMatching(/`issued-code` alone.*rule 9 asks for two classes/) },
      ]);
      expect(proving({ leaf: { method: 'passkey' } }, {}, when)).toHaveLength(1);
      expect(proving({ leaf: { classes: 2 } }, {}, when)).toEqual([]);
    },
  );

  it.each<[string, Demands]>([
    ['proof', { proofs: { leaf: { method: 'custodian-attestation' } } }],
    ['approval', { approvals: { leaf: { relation: 'custodian' } } }],
  ])('finds that risk asks a person for a %s that nobody can give, and where', (_, demands) => {
    const dimension = Object.keys(demands)[0];
    const base = rule({ when: { kind: ['human'] }, require: { ...COMPLETE, approvals: TWO } });
    expect(covering(base, rule({ id: 'risky', when: { riskAtLeast: 40 }, require: demands }))).toEqual([
      { path: ['rules', 1, 'require', dimension], reason: expect.stringMatching(/^nobody can give.* at risk 40$/) },
    ]);
  });

  it('finds that no code comes by e-mail to who asks by e-mail, named by a rule or not', () => {
    const require = { ...COMPLETE, approvals: TWO, proofs: { leaf: { method: 'issued-code-email' } } } as const;
    const channels = ['portal', 'email'];
    for (const when of [{ channel: ['email'] }, {}] as const) {
      const rules = [rule({ when: { action: ['unlock'], kind: ['human'], ...when }, require })];
      expect(checkCoverage(aPolicy({ rules, channels }))).toMatchObject([
        { reason: expect.stringMatching(/^nobody can give the proofs.* over `email`/) },
      ]);
      expect(checkCoverage(aPolicy({ rules, channels: ['portal', 'phone'] }))).toEqual([]);
    }
  });

  it('finds that two proofs that come one way are never two', () => {
    const both = { all: [{ leaf: { method: 'totp' } }, { leaf: { method: 'passkey' } }] } as const;
    expect(proving(both, {}, { kind: ['human'], action: ['unlock'] })).toMatchObject([
      { reason: expect.stringMatching(/^nobody can give the proofs/) },
    ]);
  });

  const LAYERED: readonly Rule[] = [
    { leaf: { classes: 1 } },
    { leaf: { classes: 2 } },
    { leaf: { class: 'repeated-proofing' as const } },
  ].map((proofs, index) => {
    const when = { kind: ['human'], tier: ['standard'], action: ['reset-password'] } as const;
    return rule({ id: `r-${index}`, when, require: index === 0 ? { ...COMPLETE, proofs } : { proofs } });
  });
  const waiving = (id: string, over: Partial<PolicyException>): PolicyException => ({
    ...{ id, control: 'c-1', owner: 'o', reason: 'r', until: at(60), scope: { kind: ['human'] }, waives: [], ...over },
  });
  const excepting = (...exceptions: readonly PolicyException[]) =>
    checkCoverage(aPolicy({ rules: LAYERED, exceptions }), NOW);

  it('finds two exceptions that meet on the second account of each', () => {
    const first = waiving('a', { scope: { account: ['cognito:x', 'cognito:victim'] }, waives: ['r-1'] });
    const second = waiving('b', { scope: { account: ['cognito:y', 'cognito:victim'] }, waives: ['r-2'] });
    expect(excepting(first, second)).toEqual([
      { path: ['exceptions', 0], reason: expect.stringMatching(/alone would be enough, and rule 9/) },
    ]);
    expect(excepting(first, { ...second, scope: { account: ['cognito:y', 'cognito:other'] } })).toEqual([]);
  });

  it('finds two exceptions that are too much once a third one has ended', () => {
    const proofs = { leaf: { method: 'in-person' } } as const;
    const third = waiving('c', { waives: ['r-0'], replaces: { ...COMPLETE, proofs }, until: at(30) });
    const others = [waiving('a', { waives: ['r-1'] }), waiving('b', { waives: ['r-2'] })];
    expect(excepting(...others, third)).toMatchObject([
      { path: ['exceptions', 0], reason: expect.stringContaining('rule 9') },
    ]);
    expect(excepting(...others.map((one) => ({ ...one, until: at(30) })), { ...third, until: at(60) })).toEqual([]);
  });

  it('says nothing of what is denied anyway', () => {
    expect(covering(rule({ require: COMPLETE }), rule({ id: 'no', deny: 'no' }))).toEqual([]);
    expect(covering(rule({ require: { alert: 'critical' } }))).toEqual([]);
  });
});

describe('what a rule can reach', () => {
  const { hours: _hours, ...policy } = aPolicy();
  const hours = { zone: 'Etc/UTC', days: [1], from: '08:00', to: '18:00' };

  it.each([
    ['the highest score', { riskAtLeast: HIGHEST_SCORE }, policy, undefined],
    ['a higher one', { riskAtLeast: HIGHEST_SCORE + 1 }, policy, 'riskAtLeast'],
    ['time off, where work never ends', { hours: ['out'] }, policy, 'hours'],
    ['time off, where it ends', { hours: ['out'] }, { ...policy, hours }, undefined],
    ['any time', { hours: ['in', 'out'] }, policy, undefined],
  ] as const)('says whether any request meets a condition: %s', (_, condition, given, name) => {
    expect(whyImpossible(condition, given)?.name).toBe(name);
  });

  it('finds the rule that only asks where another denies', () => {
    const [first, ...others] = policy.rules;
    if (first === undefined) throw new Error('the policy has a rule');
    const rules = [
      first,
      ...others,
      { id: 'never', control: first.control, when: { environment: ['moon'] }, require: { coolingOff: 60 } },
      { id: 'no-moon', control: first.control, when: { environment: ['moon'] }, deny: 'not there' },
    ];
    const environments = [...(policy.environments ?? []), 'moon'];
    const idle = rules.length - 2;
    const found = checkReach({ ...policy, environments, rules });
    expect(found.map(({ path }) => path)).toContainEqual(['rules', idle]);
    expect(
      checkReach({ ...policy, environments, rules: rules.slice(0, -1) }).map(({ path }) => path),
    ).not.toContainEqual(['rules', idle]);
  });
});
