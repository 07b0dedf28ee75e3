import { describe, expect, it } from '@jest/globals';
import { whyContactsStay } from '../../../../lambdas/core/recovery/decide/contacts-stay.ts';
import type { Recovery, StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { aProfile, at, NOW, registered } from '../../../support/fixtures.ts';

const MAIL = { id: 'mail', kind: 'email', address: 'jane@example.com', since: at(-90 * 86_400) } as const;
const PROFILE = aProfile({ contacts: [MAIL] });
const ELSEWHERE = aProfile({ contacts: [{ ...MAIL, address: 'mallory@example.com' }] });

const withRecovery = (over: Partial<Recovery>): StreamState =>
  registered(PROFILE, {
    recoveries: { 'rec-1': { id: 'rec-1', action: 'reset-password', status: 'granted', ...over } as Recovery },
  });

describe('rule 15: a reset and a change of contacts are never one', () => {
  it.each(['executing', 'granted', 'revoking', 'revocation-overdue'] as const)(
    'contacts stay as they are while a recovery is %s',
    (status) => {
      expect(whyContactsStay(withRecovery({ status }), ELSEWHERE, NOW)).toMatchObject({
        refusal: { code: 'grant-lasts', facts: { recovery: 'rec-1', status } },
      });
    },
  );

  it.each(['opened', 'proofing', 'approving', 'approved', 'revoked', 'reviewing'] as const)(
    'and may change while a recovery is %s, when nobody has anything of it',
    (status) => {
      expect(whyContactsStay(withRecovery({ status }), ELSEWHERE, NOW)).toBeUndefined();
    },
  );

  it('nor because of an action that hands nothing over, nor for a record that leaves them alone', () => {
    expect(whyContactsStay(withRecovery({ action: 'unlock' }), ELSEWHERE, NOW)).toBeUndefined();
    expect(whyContactsStay(withRecovery({ action: 'rotate-secret' }), ELSEWHERE, NOW)).toBeUndefined();
    expect(whyContactsStay(withRecovery({}), { ...PROFILE, manager: null }, NOW)).toBeUndefined();
    expect(whyContactsStay(withRecovery({}), undefined, NOW)).toBeUndefined();
  });
});
