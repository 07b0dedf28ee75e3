import { totp } from '../../adapters/totp.ts';
import type { RequesterServices } from '../requester.ts';
import { callBackServices } from './call-back.ts';
import { claimServices } from './claim.ts';
import { passkeys, totpSeals } from './enrolment.ts';
import { once } from './once.ts';
import { stopTokens } from './stop-tokens.ts';

/** What the requester's page uses. */
export const requesterServices = once(
  (): RequesterServices => ({
    ...callBackServices(),
    party: passkeys().party,
    enrolled: { passkeys: passkeys(), totp, totpSeals: totpSeals() },
    stopTokens: stopTokens(),
    credentials: claimServices().seals,
  }),
);
