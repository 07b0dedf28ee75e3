import { SecretsManagerSeals } from '../../adapters/secrets-manager-seals.ts';
import { totp } from '../../adapters/totp.ts';
import { WebAuthnPasskeys } from '../../adapters/webauthn/passkeys.ts';
import { ENV } from '../../contract/environment.ts';
import type { Seals } from '../../ports/seals.ts';
import type { EnrolServices } from '../enrolment/enrol.ts';
import { secretsManager } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';
import { proofCodes } from './proof-codes.ts';
import { submitServices } from './submit.ts';

/** Secrets of one-time passwords: the enrolment function seals and destroys, the requester's page opens. */
export const totpSeals = once(
  (): Seals =>
    new SecretsManagerSeals(secretsManager(), {
      prefix: environment(ENV.totpSealPrefix),
      keyId: environment(ENV.keyId),
    }),
);

export const passkeys = once(() => new WebAuthnPasskeys(environment(ENV.publicUrl)));

/** What the enrolment function uses. */
export const enrolmentServices = once(
  (): EnrolServices => ({
    ...submitServices(),
    codes: proofCodes(),
    passkeys: passkeys(),
    totp,
    totpSeals: totpSeals(),
  }),
);
