import { describe, expect, it } from '@jest/globals';
import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import { escalationsIn, isSound, withSoundEscalations } from '../../../lambdas/core/approvals/escalation.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';

type Asked = Requirement<ApprovalLeaf>;
const leaf = (of: ApprovalLeaf): Asked => ({ leaf: of });
const identity = leaf({ group: 'identity' });
const security = leaf({ group: 'security' });
const toSecurity = leaf({ group: 'identity', escalateTo: 'security' });
const toPlatform = leaf({ group: 'identity', escalateTo: 'platform' });
const managerToPlatform = leaf({ relation: 'manager', escalateTo: 'platform' });

describe('an escalation that only widens who may approve', () => {
  it.each<[string, readonly Asked[]]>([
    ['to a group that nothing else asks', [toSecurity]],
    ['of a manager', [managerToPlatform]],
    [
      'of one group, which two rules ask',
      [toPlatform, { all: [leaf({ group: 'identity', count: 2, escalateTo: 'platform' }), security] }],
    ],
    ['beside any groups', [toSecurity, leaf({ groups: 2 })]],
    ['of two groups, each to its own', [toPlatform, leaf({ group: 'security', escalateTo: 'legal' })]],
  ])('stays: %s', (_, demands) => {
    expect(withSoundEscalations(demands)).toBe(demands);
  });
});

describe('an escalation by which fewer people or groups would do', () => {
  it.each<[string, readonly Asked[], readonly Asked[]]>([
    ['to a group that another rule asks', [toSecurity, security], [identity, security]],
    ['to a group that the same rule asks', [{ all: [toSecurity, security] }], [{ all: [identity, security] }]],
    ['to itself', [leaf({ group: 'identity', escalateTo: 'identity' })], [identity]],
    [
      'of two groups to the same',
      [toPlatform, leaf({ group: 'security', escalateTo: 'platform' })],
      [identity, security],
    ],
    [
      'of a group and a relation to the same',
      [{ any: [toPlatform, managerToPlatform], of: 2 }],
      [{ any: [identity, leaf({ relation: 'manager' })], of: 2 }],
    ],
  ])('is left out: %s', (_, demands, sound) => {
    expect(withSoundEscalations(demands)).toEqual(sound);
  });

  it('is told from one that is sound, which stays beside it', () => {
    const sound = leaf({ relation: 'manager', escalateTo: 'legal' });
    expect(withSoundEscalations([{ all: [toSecurity, sound] }, security])).toEqual([
      { all: [identity, sound] },
      security,
    ]);
    expect(isSound({ groups: 2 }, [{ groups: 2 }])).toBe(true);
  });
});

it('names every group to which something escalates, once', () => {
  expect(escalationsIn([{ all: [toPlatform, toSecurity] }, managerToPlatform, leaf({ groups: 1 })])).toEqual([
    'platform',
    'security',
  ]);
});
