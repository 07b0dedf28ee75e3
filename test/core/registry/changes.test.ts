import { describe, expect, it } from '@jest/globals';
import type { AccountProfile } from '../../../lambdas/core/registry/account.ts';
import { reliedChanges } from '../../../lambdas/core/registry/changes.ts';
import { aProfile, at, NOW } from '../../support/fixtures.ts';

const work = { id: 'work', kind: 'email', address: 'jane@example.com', since: at(-90 * 86_400) } as const;
const before = aProfile({ tier: 'privileged', contacts: [work] });

describe('what recoveries rely on', () => {
  it.each<[string, Partial<AccountProfile>, readonly string[]]>([
    ['nothing', {}, []],
    ['a lower tier', { tier: 'standard' }, ['tier-lowered']],
    ['a higher tier, which only adds', { tier: 'critical' }, []],
    ['another target', { target: 'ken' }, ['target']],
    ['another connector', { connector: 'okta' }, ['target']],
    ['another user under the same name', { directoryId: 'sub-2' }, ['target']],
    ['another owner', { owner: 'person:eve' }, ['owner']],
    ['another custodian', { custodians: ['person:eve'] }, ['owner']],
    ['a contact more', { contacts: [work, { ...work, id: 'home', address: 'j@home.example' }] }, ['contacts']],
    ['a contact less', { contacts: [] }, ['contacts']],
    ['a date that was typed, which counts for nothing', { contacts: [{ ...work, since: at(-1) }] }, []],
    ['another manager', { manager: 'person:eve' }, ['manager']],
    ['no manager any more', { manager: null }, ['manager']],
    ['several', { owner: 'person:eve', target: 'x', tier: 'standard' }, ['tier-lowered', 'target', 'owner']],
  ])('changes with %s', (_, over, changes) => {
    expect(reliedChanges(before, { ...before, ...over }, NOW)).toEqual(changes);
  });

  it('does not change with a first record', () => {
    expect(reliedChanges(null, before, NOW)).toEqual([]);
  });
});
