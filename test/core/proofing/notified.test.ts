import { describe, expect, it } from '@jest/globals';
import { contactsToTell, type Occasion, recoveredAt } from '../../../lambdas/core/proofing/notified.ts';
import { ASSURANCES, TIERS } from '../../../lambdas/core/registry/account.ts';
import { CONTACT_KINDS, type Contact, type ContactKind } from '../../../lambdas/core/registry/contact.ts';
import { NOW } from '../../support/fixtures.ts';

const HOW = {
  mail: ['email', 'jane@example.com'],
  mobile: ['sms', '+15550001111'],
  call: ['voice', '+1 555 000 1111'],
  line: ['voice', '+15550002222'],
  house: ['postal', 'Jane Doe\n1 Main Street'],
  cottage: ['postal', 'Jane Doe\n2 Lake Road'],
} as const;
type Id = keyof typeof HOW;

const told = (
  ids: readonly Id[],
  occasion: Occasion,
  ways: readonly ContactKind[] = CONTACT_KINDS,
): readonly string[] => {
  const contacts = ids.map((id): Contact => ({ id, kind: HOW[id][0], address: HOW[id][1], since: NOW }));
  return contactsToTell(contacts, occasion, ways).map(({ id }) => id);
};

const recovery = (level: 1 | 2 | 3, ...used: readonly Id[]): Occasion => ({ of: 'recovery', level, used });

describe('contacts that are told (SP 800-63B-4 section 4.6)', () => {
  it.each<[string, readonly Id[], Occasion, readonly Id[]]>([
    ['all but the postal one', ['mail', 'house', 'mobile', 'line'], recovery(2), ['mail', 'mobile', 'line']],
    ['a letter where there is no other', ['house', 'cottage'], recovery(1), ['house', 'cottage']],
    ['a letter too at AAL3', ['mail', 'house'], recovery(3), ['mail', 'house']],
    ['a letter too where the code went to the only other', ['mail', 'house'], recovery(2, 'mail'), ['mail', 'house']],
    ['no letter where one other was not used', ['mail', 'house', 'mobile'], recovery(2, 'mail'), ['mail', 'mobile']],
    [
      ...(['a letter too where all others were', ['mail', 'house', 'mobile'], recovery(2, 'mail', 'mobile')] as const),
      ['mail', 'house', 'mobile'],
    ],
    [
      ...(['a letter too where the only other is there twice', ['mobile', 'call', 'house']] as const),
      ...([recovery(2, 'mobile'), ['mobile', 'call', 'house']] as const),
    ],
    ['no letter on the way', ['mail', 'house'], { of: 'step' }, ['mail']],
    ['no letter on the way, also where there is no other', ['house'], { of: 'step' }, []],
    ['no letter about what is enrolled', ['mail', 'house'], { of: 'account' }, ['mail']],
    ['a letter about what is enrolled, where there is no other', ['house'], { of: 'account' }, ['house']],
    ['everybody when contacts change', ['mail', 'house', 'cottage'], { of: 'contacts' }, ['mail', 'house', 'cottage']],
    ['nobody where there is nobody', [], recovery(3), []],
  ])('%s', (_, contacts, occasion, expected) => {
    expect(told(contacts, occasion)).toEqual(expected);
  });

  it('a letter too where the others cannot be brought anything, and where the code went to the only other that can', () => {
    const contacts = ['mail', 'mobile', 'house'] as const;
    expect(told(contacts, { of: 'account' }, ['postal'])).toEqual(contacts);
    expect(told(contacts, recovery(2, 'mail'), ['email', 'postal'])).toEqual(contacts);
    expect(told(contacts, recovery(2), ['email', 'postal'])).toEqual(['mail', 'mobile']);
  });
});

describe('the level that an account is recovered at', () => {
  it.each(TIERS.flatMap((tier) => ASSURANCES.map((assurance) => [tier, assurance] as const)))(
    '%s, AAL%i',
    (tier, assurance) => {
      expect(recoveredAt({ tier, assurance })).toBe(tier === 'standard' ? assurance : 3);
    },
  );

  it('is AAL2 of a standard account of which the registry says nothing', () => {
    expect(recoveredAt({ tier: 'standard' })).toBe(2);
  });
});
