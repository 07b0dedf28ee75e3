import { describe, expect, it } from '@jest/globals';
import { changeOf } from '../../../lambdas/core/registry/changes.ts';
import { anNhiProfile, aProfile, at, PEOPLE } from '../../support/fixtures.ts';
import { CONTACTS } from '../../support/proving.ts';

const before = aProfile({ contacts: CONTACTS });

describe('what another record of an account has changed', () => {
  it.each([
    ['the same again', before, undefined],
    ['no contacts any more', aProfile(), 'contacts'],
    ['one contact less', aProfile({ contacts: CONTACTS.slice(1) }), 'contacts'],
    [
      'a contact that counts from later',
      aProfile({ contacts: CONTACTS.map((one) => ({ ...one, since: at(0) })) }),
      'contacts',
    ],
    ['contacts and everything else', anNhiProfile(), 'contacts'],
    ['another tier', { ...before, tier: 'privileged' }, 'record'],
    ['another kind', { ...before, kind: 'vendor' }, 'record'],
    ['another owner', { ...before, owner: PEOPLE.agent }, 'record'],
    ['another manager', { ...before, manager: null }, 'record'],
    ['other custodians', { ...before, custodians: [PEOPLE.custodian] }, 'record'],
    ['another connector', { ...before, connector: 'okta' }, 'record'],
  ] as const)('%s', (_, after, change) => {
    expect(changeOf(before, after)).toBe(change);
  });

  it('is nothing of a first record: nobody has relied on anything yet', () => {
    expect(changeOf(null, before)).toBeUndefined();
  });
});
