import { describe, expect, it } from '@jest/globals';
import { checkPolicy } from '../../../lambdas/core/policy/check.ts';
import type { Demands, Policy, Rule } from '../../../lambdas/core/policy/policy.ts';
import { aPolicy, NOW } from '../../support/fixtures.ts';

const TWO_GROUPS = { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] };

const COMPLETE: Demands = {
  proofs: { leaf: { method: 'in-person' } },
  approvals: TWO_GROUPS,
  ...{ coolingOff: 0, proofWindow: 600, approvalWindow: 600, grant: 600, reviewWithin: 600, alert: 'info' },
};

const rule = (over: Partial<Rule> = {}): Rule => ({ id: 'all', control: 'c-1', when: {}, require: COMPLETE, ...over });
const requiring = (demands: object): Partial<Policy> => ({ rules: [rule({ require: { ...COMPLETE, ...demands } })] });
const check = (over: Partial<Policy>) => checkPolicy(aPolicy({ rules: [rule()], ...over }), NOW);
const DAY = 86_400;
const denying = (when: Rule['when']): Rule => ({ id: 'no', control: 'c-1', when, deny: 'no' });
const hours = (over: object): Partial<Policy> => ({
  hours: { zone: 'Europe/Zurich', days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', ...over },
});
const leaf = (one: object) => ({ leaf: one });
const ids = (count: number) => Array.from({ length: count }, () => leaf({ group: 'identity' }));

describe('checkPolicy', () => {
  it('finds nothing wrong with a policy that demands enough of everybody', () => {
    expect(check({})).toEqual([]);
  });

  it.each<[string, Partial<Policy>, (string | number)[], RegExp]>([
    [
      'a control without owner',
      { controls: [{ id: 'c-1', title: 't', owner: ' ', maps: [] }] },
      ['controls', 0, 'owner'],
      /control `c-1` has no owner/,
    ],
    [
      'a control whose owner cannot be seen',
      { controls: [{ id: 'c-1', title: 't', owner: '\u200b', maps: [] }] },
      ['controls', 0, 'owner'],
      /control `c-1` has no owner/,
    ],
    [
      'a control without title',
      { controls: [{ id: 'c-1', title: ' \u2060', owner: 'o', maps: [] }] },
      ['controls', 0, 'title'],
      /does not say what it controls/,
    ],
    [
      'a word that is not declared',
      { desks: ['none', 'outsourced'], rules: [rule(), denying({ desk: ['outsorced'] })] },
      ['rules', 1, 'when', 'desk', 0],
      /`outsorced` is not declared under `desks`/,
    ],
    ['a channel of unknown way', { channels: ['hotline'] }, ['channels', 0], /the way of a request/],
    [
      'a rule of an unknown control',
      { rules: [rule({ control: 'c-9' })] },
      ['rules', 0, 'control'],
      /no control `c-9`/,
    ],
    ['a rule id twice', { rules: [rule(), rule()] }, ['rules', 1], /`all` is there twice/],
    [
      'a control id twice',
      { controls: [...aPolicy().controls, ...aPolicy().controls] },
      ['controls', 1],
      /`c-1` is there twice/,
    ],
    ['a group twice', { groups: ['identity', 'security', 'identity'] }, ['groups', 2], /`identity` is there twice/],
    [
      'an unknown group',
      requiring({ approvals: { all: [leaf({ group: 'friends' }), TWO_GROUPS] } }),
      ['rules', 0, 'require', 'approvals', 'all', 0, 'leaf', 'group'],
      /no approver group `friends`/,
    ],
    [
      'an escalation to an unknown group',
      requiring({ approvals: { all: [leaf({ group: 'identity', escalateTo: 'friends' }), TWO_GROUPS] } }),
      ['rules', 0, 'require', 'approvals', 'all', 0, 'leaf', 'escalateTo'],
      /no approver group `friends`/,
    ],
    [
      'an escalation to a group that the rule asks for anyway',
      requiring({
        approvals: { all: [leaf({ group: 'identity', escalateTo: 'security' }), leaf({ group: 'security' })] },
      }),
      ['rules', 0, 'require', 'approvals', 'all', 0, 'leaf', 'escalateTo'],
      /`security` stands for something else in the same rule/,
    ],
    [
      'more groups than there are',
      requiring({ approvals: leaf({ groups: 4 }) }),
      ['rules', 0, 'require', 'approvals', 'leaf', 'groups'],
      /4 different groups can never come from 3/,
    ],
    ['nobody to tell', requiring({ notify: [] }), ['rules', 0, 'require', 'notify'], /tells nobody/],
    ['an empty list', requiring({ proofs: { all: [] } }), ['rules', 0, 'require', 'proofs', 'all'], /requires nothing/],
    [
      'an empty choice',
      requiring({ approvals: { any: [], of: 1 } }),
      ['rules', 0, 'require', 'approvals', 'any'],
      /requires nothing/,
    ],
    [
      'none of some',
      requiring({ approvals: { any: ids(2), of: 0 } }),
      ['rules', 0, 'require', 'approvals', 'of'],
      /requires nothing/,
    ],
    [
      'more than there are',
      requiring({ approvals: { all: [{ any: ids(2), of: 3 }] } }),
      ['rules', 0, 'require', 'approvals', 'all', 0, 'of'],
      /`3` of 2 can never be met/,
    ],
    [
      'thirteen leaves',
      requiring({ approvals: { all: ids(13) } }),
      ['rules', 0, 'require', 'approvals'],
      /asks for 13 in all; at most 12/,
    ],
    [
      'thirteen of one leaf',
      requiring({ approvals: leaf({ group: 'identity', count: 13 }) }),
      ['rules', 0, 'require', 'approvals'],
      /asks for 13/,
    ],
    [
      'a grant without end',
      requiring({ grant: 7 * 86_400 + 1 }),
      ['rules', 0, 'require', 'grant'],
      /^`grant` is 604801s; it must be more than nothing and at most 7d$/,
    ],
    ['a grant of no time', requiring({ grant: 0 }), ['rules', 0, 'require', 'grant'], /more than nothing/],
    ['a window of no time', requiring({ proofWindow: 0 }), ['rules', 0, 'require', 'proofWindow'], /more than nothing/],
    [
      'an approval window below nothing',
      requiring({ approvalWindow: -1 }),
      ['rules', 0, 'require', 'approvalWindow'],
      /more than nothing/,
    ],
    [
      'a review of no time',
      requiring({ reviewWithin: 0 }),
      ['rules', 0, 'require', 'reviewWithin'],
      /more than nothing/,
    ],
    [
      'a negative cooling-off',
      requiring({ coolingOff: -1 }),
      ['rules', 0, 'require', 'coolingOff'],
      /^`coolingOff` is -1s; a time is not negative$/,
    ],
    [
      'a cooling-off that outlasts the proofs',
      requiring({ coolingOff: 86_400 }),
      ['rules', 0, 'require', 'coolingOff'],
      /stale/,
    ],
    [
      'a rule that does nothing',
      { rules: [{ id: 'all', control: 'c-1', when: {} }] },
      ['rules', 0],
      /neither denies nor requires/,
    ],
    ['a rule that requires nothing', { rules: [rule({ require: {} })] }, ['rules', 0], /neither denies nor requires/],
    [
      'a rule that does both',
      { rules: [rule({ deny: 'no' })] },
      ['rules', 0, 'require'],
      /denied needs no requirements/,
    ],
    [
      'a denial without words',
      { rules: [{ id: 'all', control: 'c-1', when: {}, deny: ' ' }] },
      ['rules', 0, 'deny'],
      /says why/,
    ],
    [
      'a rule for nobody',
      { rules: [rule({ when: { tier: [] } })] },
      ['rules', 0, 'when', 'tier'],
      /applies to nothing/,
    ],
    [
      'a score that no request has',
      { rules: [rule(), rule({ id: 'risky', when: { riskAtLeast: 9999 } })] },
      ['rules', 1, 'when', 'riskAtLeast'],
      /no score is more than/,
    ],
    [
      'a rule for the night where there is none',
      { rules: [rule(), rule({ id: 'night', when: { hours: ['out'] } })] },
      ['rules', 1, 'when', 'hours'],
      /names no `hours`/,
    ],
    [
      'a rule that others always deny',
      { rules: [rule(), rule({ id: 'idle', when: { tier: ['critical'] } }), denying({ tier: ['critical'] })] },
      ['rules', 1],
      /unreachable/,
    ],
    ['a contact of any age', { contactMinAge: 0 }, ['contactMinAge'], /`contactMinAge` is 0s; it must be at least 1d/],
    ['an authenticator that never counts', { authenticatorMinAge: 91 * DAY }, ['authenticatorMinAge'], /at most 90d/],
    ['hours of an unknown place', hours({ zone: 'Europe/Atlantis' }), ['hours', 'zone'], /no time zone/],
    ['hours of no day', hours({ days: [] }), ['hours', 'days'], /at least one day/],
    ['hours of a day twice', hours({ days: [1, 1] }), ['hours', 'days'], /each once/],
    ['hours that begin at no time', hours({ from: '8' }), ['hours', 'from'], /must be a time such as/],
    ['hours that end when they begin', hours({ from: '18:00', to: '18:00' }), ['hours', 'to'], /ends when it begins/],
  ])('finds %s', (_, over, path, reason) => {
    expect(check(over)).toEqual([{ path, reason: expect.stringMatching(reason) }]);
  });

  it.each<[string, object, RegExp]>([
    ['says nothing of them', {}, /says neither `only` nor `not`/],
    ['says it twice', { only: ['passkey'], not: ['totp'] }, /`only` and `not` cannot be combined/],
    ['permits none', { only: [] }, /an empty list says nothing/],
    ['bars what everybody would have to give', { not: ['in-person'] }, /nobody can give the proofs/],
  ])('finds permitted methods of which the policy %s', (_, methods, reason) => {
    expect(check(requiring({ methods })).map((one) => one.reason)).toEqual([expect.stringMatching(reason)]);
  });

  it('finds labels that no account can have', () => {
    const labelled = (labels: readonly string[]) =>
      check({ labels, rules: [rule(), { ...denying({ label: ['finanse'] }) }] });
    expect(labelled(['finance'])).toMatchObject([{ path: ['rules', 1, 'when', 'label', 0] }]);
    expect(labelled(['finanse'])).toEqual([]);
  });

  it('finds nothing wrong with hours of whole days', () => {
    expect(check(hours({ from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] }))).toEqual([]);
  });

  it('does not check what tells more apart than can be asked about', () => {
    const many = Array.from({ length: 200 }, (_, index) => `e-${index}`);
    const rules = many.flatMap((environment, index) => [
      { ...denying({ environment: [environment] }), id: `no-${index}` },
      { ...denying({ riskAtLeast: index + 1 }), id: `risky-${index}` },
    ]);
    expect(check({ environments: many, rules: [rule(), ...rules] })).toEqual([
      { path: ['rules'], reason: expect.stringMatching(/distinguish \d+ recoveries; at most 1000000 can be checked/) },
    ]);
  });

  it('finds everything at once', () => {
    const rules = [rule({ control: 'c-9' }), rule({ id: 'other', when: { kind: [] } })];
    expect(check({ rules }).map(({ path }) => path)).toEqual([
      ['rules', 0, 'control'],
      ['rules', 1, 'when', 'kind'],
    ]);
  });

  it('allows the longest times and the largest requirements that there may be', () => {
    const twelve = { all: [...ids(11), leaf({ group: 'security' })] };
    expect(check(requiring({ grant: 7 * 86_400, coolingOff: 86_399, approvals: twelve }))).toEqual([]);
  });
});
