import { describe, expect, it } from '@jest/globals';
import { LEAST_CONTACT_AGE } from '../../../lambdas/core/policy/check-settings.ts';
import {
  areSameContacts,
  changedSince,
  contactsAfter,
  feedDated,
  MOST_BACKDATED,
  withChange,
} from '../../../lambdas/core/registry/population.ts';
import { aProfile, at, NOW, PEOPLE } from '../../support/fixtures.ts';

const MAIL = { id: 'mail', kind: 'email', address: 'jane@example.com', since: at(-90 * 86_400) } as const;

describe('the date of a contact that the directory changed', () => {
  it('never makes it old enough for any policy', () => {
    expect(MOST_BACKDATED).toBeLessThan(LEAST_CONTACT_AGE);
    expect(changedSince(at(-90 * 86_400), { lastLook: at(-80 * 86_400), now: NOW })).toBe(at(-MOST_BACKDATED));
  });

  it('is its own where it is unchanged, whatever is said', () => {
    const said = [{ ...MAIL, since: at(-999 * 86_400) }];
    expect(feedDated([MAIL], said, { recordedAt: null, at: NOW })).toEqual([MAIL]);
  });

  it('is the commit’s where there is no record yet', () => {
    const other = { ...MAIL, address: 'x@example.com', since: at(-600) };
    expect(feedDated([MAIL], [other], { recordedAt: null, at: NOW })).toEqual([{ ...other, since: NOW }]);
  });
});

describe('the contacts after a look', () => {
  const looked = (address: string) =>
    contactsAfter(
      [MAIL],
      { contacts: [{ kind: 'email', address, changedAt: null }] },
      {
        ...{ kinds: ['email'], lastLook: null, now: NOW },
      },
    );

  it('have one name for one address', () => {
    expect(looked('New@example.com')?.[0]?.id).toBe(looked('new@example.com')?.[0]?.id);
    expect(looked('other@example.com')?.[0]?.id).not.toBe(looked('new@example.com')?.[0]?.id);
  });

  it('are none that no record may have', () => {
    expect(looked('no address')).toBeUndefined();
  });

  it('are the same in any order', () => {
    const text = { ...MAIL, id: 'text', kind: 'sms', address: '+41791234567' } as const;
    expect(areSameContacts([MAIL, text], [text, MAIL])).toBe(true);
    expect(areSameContacts([MAIL, text], [MAIL, MAIL])).toBe(false);
  });
});

it('a change of the directory lowers no tier and leaves everything that it does not name', () => {
  const critical = aProfile({ tier: 'critical' });
  expect(withChange(critical, { tier: 'standard', manager: PEOPLE.agent })).toEqual({
    ...critical,
    manager: PEOPLE.agent,
  });
});
