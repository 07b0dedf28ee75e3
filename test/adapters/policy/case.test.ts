import { describe, expect, it } from '@jest/globals';
import { policyIn, readPolicyCase } from '../../../lambdas/adapters/policy/case.ts';
import { PolicyInvalid } from '../../../lambdas/adapters/policy/source.ts';
import { aPolicy } from '../../support/fixtures.ts';

const TEXT = `# It is about this.
account: { kind: human, tier: standard, environment: production }
action: reset-mfa
channel: voice
`;
const HOURS = { zone: 'Etc/UTC', days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' };
const asked = (text: string) => readPolicyCase(text, 'c.yaml').questionFor(aPolicy({ hours: HOURS }));

describe('readPolicyCase', () => {
  it('describes a quiet request of the owner in working hours where nothing else is said', () => {
    expect(asked(TEXT)).toEqual({
      profile: { kind: 'human', tier: 'standard', environment: 'production' },
      ...{ action: 'reset-mfa', channel: 'voice', desk: 'none', requester: 'owner', hours: 'in', risk: 0 },
    });
    expect(readPolicyCase(TEXT, 'c.yaml')).toMatchObject({
      about: 'It is about this.',
      rules: undefined,
      says: undefined,
    });
  });

  it('takes the hours from the calendar of the policy where it says when', () => {
    expect(asked(`${TEXT}at: 2026-11-20T12:00:00Z\n`)).toMatchObject({ hours: 'in', now: '2026-11-20T12:00:00.000Z' });
    expect(asked(`${TEXT}at: 2026-11-21T12:00:00Z\n`)).toMatchObject({ hours: 'out' });
    expect(asked(`${TEXT}at: 2026-11-21T12:00:00Z\nhours: in\n`)).toMatchObject({ hours: 'in' });
  });

  it('brings exceptions of its own, and the id of the account', () => {
    const text = `${TEXT.replace('kind: human', 'id: "cognito:jane", kind: human')}exceptions:
  - { id: e, control: c-1, owner: o, reason: r, until: 2026-12-31, scope: { account: ["cognito:jane"] }, waives: [everything] }
`;
    const described = readPolicyCase(text, 'c.yaml');
    expect(described.questionFor(aPolicy()).profile).toMatchObject({ account: 'cognito:jane' });
    expect(policyIn(described, aPolicy()).exceptions).toMatchObject([{ id: 'e', until: '2027-01-01T00:00:00.000Z' }]);
  });

  it('keeps values that nobody knows: what a policy makes of them is the case', () => {
    expect(asked(TEXT.replace('standard', 'unknown')).profile.tier).toBe('unknown');
  });

  it.each([
    ['an unknown member', `${TEXT}region: eu\n`, 5, /`region` is not known here/],
    ['no channel', TEXT.replace('channel: voice\n', ''), 1, /`channel` is missing/],
    ['a score in words', `${TEXT}risk: high\n`, 5, /`risk` is not/],
    ['a time that is none', `${TEXT}at: tomorrow\n`, 5, /`at` is neither a day/],
  ])('refuses %s, and says where', (_, text, line, reason) => {
    expect(() => readPolicyCase(text, 'c.yaml')).toThrow(PolicyInvalid);
    expect(() => readPolicyCase(text, 'c.yaml')).toThrow(reason);
    expect(() => readPolicyCase(text, 'c.yaml')).toThrow(`c.yaml:${line}: `);
  });
});
