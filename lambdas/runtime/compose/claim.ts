import { SecretsManagerSeals } from '../../adapters/secrets-manager-seals.ts';
import { ENV } from '../../contract/environment.ts';
import type { ClaimServices } from '../claim.ts';
import { secretsManager } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';
import { submitServices } from './submit.ts';

/** What the claim function uses: the only function that opens seals. */
export const claimServices = once(
  (): ClaimServices => ({
    ...submitServices(),
    seals: new SecretsManagerSeals(secretsManager(), {
      prefix: environment(ENV.sealPrefix),
      keyId: environment(ENV.keyId),
    }),
  }),
);
