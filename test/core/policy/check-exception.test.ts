import { describe, expect, it } from '@jest/globals';
import { checkPolicy } from '../../../lambdas/core/policy/check.ts';
import type { Demands, Policy, PolicyException, Rule } from '../../../lambdas/core/policy/policy.ts';
import { aPolicy, at, NOW } from '../../support/fixtures.ts';

const DAY = 86_400;
const TWO_GROUPS = { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] };
const COMPLETE: Demands = {
  proofs: { leaf: { method: 'in-person' } },
  ...{ approvals: TWO_GROUPS, proofWindow: 600, approvalWindow: 600, grant: 600 },
};

const RULES: readonly Rule[] = [
  { id: 'base', control: 'c-1', when: {}, require: COMPLETE },
  { id: 'strict', control: 'c-1', when: { desk: ['plant'] }, require: { coolingOff: 60 } },
  { id: 'risky', control: 'c-1', when: { riskAtLeast: 40 }, require: { coolingOff: 60 } },
  { id: 'foreign', control: 'c-2', when: {}, require: { alert: 'warning' } },
];
const CONTROLS = ['c-1', 'c-2'].map((id) => ({ id, title: id, owner: 'head of identity', maps: [] }));

const EXCEPTION: PolicyException = {
  ...{ id: 'plant', control: 'c-1', owner: 'head of plant', reason: 'no phones', until: at(90 * DAY) },
  ...{ scope: { desk: ['plant'] }, waives: ['strict'] },
};

const check = (over: Partial<PolicyException> = {}, policy: Partial<Policy> = {}) =>
  checkPolicy(
    aPolicy({
      ...{ rules: RULES, controls: CONTROLS, desks: ['none', 'plant', 'office'] },
      ...{ exceptions: [{ ...EXCEPTION, ...over }], ...policy },
    }),
    NOW,
  );

describe('checkPolicy (rule 20)', () => {
  it('finds nothing wrong with an exception that ends in 90 days', () => {
    expect(check()).toEqual([]);
  });

  it.each<[string, Partial<PolicyException>, (string | number)[], RegExp]>([
    ['that has ended', { until: NOW }, ['until'], /`plant` has expired/],
    ['that ends later than in 90 days', { until: at(90 * DAY + 1) }, ['until'], /ends in 91 days; at most 90/],
    ['without owner', { owner: ' ' }, ['owner'], /exception `plant` has no owner/],
    ['whose owner cannot be seen', { owner: '\u200b\u3164' }, ['owner'], /exception `plant` has no owner/],
    ['without reason', { reason: ' ' }, ['reason'], /says why/],
    ['for a misspelled desk', { scope: { desk: ['pant'] } }, ['scope', 'desk', 0], /`pant` is not declared/],
    ['of an unknown control', { control: 'c-9', waives: ['strict'] }, ['control'], /no control `c-9`/],
    ['for everybody', { scope: {} }, ['scope'], /has no scope/],
    ['for nobody', { scope: { account: [] } }, ['scope', 'account'], /applies to nothing/],
    ['that takes nothing away', { waives: [] }, ['waives'], /takes nothing away/],
    ['from an unknown rule', { waives: ['lenient'] }, ['waives', 0], /no rule `lenient`/],
    ['from a rule of another control', { waives: ['strict', 'foreign'] }, ['waives', 1], /whose owner was not asked/],
    ['from what risk adds', { waives: ['strict', 'risky'] }, ['waives', 1], /risk adds/],
    ['that demands nothing instead', { replaces: {} }, ['replaces'], /demands nothing/],
    ['with the name of a rule', { id: 'base' }, ['id'], /name of a rule/],
    [
      'that would take too long',
      { replaces: { grant: 8 * DAY } },
      ['replaces', 'grant'],
      /^`grant` is 8d; it must be .* at most 7d$/,
    ],
    ['that is never used', { scope: { desk: ['office'] } }, ['scope'], /`plant` is unreachable/],
  ])('finds an exception %s', (_, over, path, reason) => {
    const problems = check(over);
    expect(problems).toContainEqual({ path: ['exceptions', 0, ...path], reason: expect.stringMatching(reason) });
    expect(problems.filter((problem) => problem.path[2] !== 'waives' || path[0] === 'waives')).toHaveLength(1);
  });

  it('does not check what meets in more ways than can be looked at', () => {
    const exceptions = Array.from({ length: 32 }, (_, one) => ({
      ...{ ...EXCEPTION, id: `e-${one}`, until: at(one + 1) },
      scope: {
        account: Array.from({ length: 32 }, (_name, other) => `x:${Math.min(one, other)}-${Math.max(one, other)}`),
      },
    }));
    expect(check({}, { exceptions })).toEqual([
      { path: ['exceptions'], reason: expect.stringMatching(/meet in \d+ ways; at most 500 can be checked/) },
    ]);
  });

  it('finds an exception twice', () => {
    expect(check({}, { exceptions: [EXCEPTION, EXCEPTION] })).toMatchObject([{ path: ['exceptions', 1] }]);
  });

  it.each<[string, Partial<PolicyException>, RegExp]>([
    ['nothing that decides', {}, /nothing is left that decides.*human/],
    [
      'one group for a sensitive account',
      { replaces: { ...COMPLETE, approvals: { leaf: { group: 'identity' } } } },
      /rule 5 asks for two groups.*privileged human/,
    ],
    [
      'one class for a credential',
      { replaces: { ...COMPLETE, proofs: { leaf: { class: 'issued-code' } } } },
      /`issued-code` alone.*rule 9.*`reset-password`/,
    ],
    [
      'a proof that nobody can give',
      { replaces: { ...COMPLETE, coolingOff: 86_399, proofs: { leaf: { method: 'custodian-attestation' } } } },
      /nobody can give/,
    ],
  ])('finds an exception that leaves %s', (_, over, reason) => {
    const when = { kind: ['human'] } as const;
    const rules: readonly Rule[] = [{ id: 'base', control: 'c-1', when, require: COMPLETE }];
    const exceptions = [{ ...EXCEPTION, scope: { desk: ['plant'] }, waives: ['base'], ...over }];
    expect(check({}, { rules, exceptions })).toEqual([
      { path: ['exceptions', 0], reason: expect.stringMatching(reason) },
    ]);
  });
});
