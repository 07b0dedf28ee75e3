import { HmacPseudonyms } from '../../adapters/hmac-pseudonyms.ts';
import { SecretsManagerKey } from '../../adapters/secrets-manager-key.ts';
import { ENV } from '../../contract/environment.ts';
import type { Pseudonyms } from '../../ports/pseudonyms.ts';
import { secretsManager } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** What opens recoveries names callers and networks by these. */
export const pseudonyms = once(
  (): Pseudonyms => new HmacPseudonyms(new SecretsManagerKey(secretsManager(), environment(ENV.pseudonymKey))),
);
