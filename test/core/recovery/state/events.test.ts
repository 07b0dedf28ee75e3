import { describe, expect, it } from '@jest/globals';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { shownEvent, shownRecovery } from '../../../../lambdas/core/recovery/views/shown.ts';
import { at } from '../../../support/fixtures.ts';
import { aSavedCode, asks, HASH, provingWorld, waiting } from '../../../support/proving.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

describe('what people read of a recovery', () => {
  it('has its challenges, and no hash of a code', () => {
    const recovery = recoveryOf(worldAfter([...waiting(), asks('issued-code-email')], provingWorld()));
    if (recovery === undefined) throw new Error('there is no recovery');
    expect(JSON.stringify(recovery)).toContain(HASH);
    expect(JSON.stringify(shownRecovery(recovery))).not.toContain(HASH);
    expect(shownRecovery(recovery).challenges).toMatchObject([{ method: 'issued-code-email', contact: 'work' }]);
  });

  it('has its events, and no hash of a code', () => {
    const challenge = { id: 'c', method: 'issued-code-sms', contact: 'mobile', called: null, hash: HASH } as const;
    const kind = { purpose: 'prove', vendor: null } as const;
    const issued: LedgerEvent = {
      type: 'ChallengeIssued',
      challenge: { ...challenge, ...kind, expiresAt: at(600), session: null },
    };
    const use = { method: 'saved-code', authenticator: 'a', replacement: aSavedCode(HASH) } as const;
    for (const event of [issued, { type: 'AuthenticatorUsed', use } satisfies LedgerEvent])
      expect(JSON.stringify(shownEvent(event))).not.toContain(HASH.slice(0, 8));
  });

  it('leaves everything else as it is', () => {
    const failed: LedgerEvent = { type: 'ChallengeFailed', challenge: 'c', method: 'totp' };
    const used: LedgerEvent = { type: 'AuthenticatorUsed', use: { method: 'totp', authenticator: 'a', counter: 1 } };
    expect([shownEvent(failed), shownEvent(used)]).toEqual([failed, used]);
  });
});
