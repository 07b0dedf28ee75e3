import { scryptProofCodes } from '../../adapters/proof-codes.ts';
import { SecretsManagerKey } from '../../adapters/secrets-manager-key.ts';
import { ENV } from '../../contract/environment.ts';
import type { ProofCodes } from '../../ports/proof-codes.ts';
import { secretsManager } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** Makes and compares codes, for every function that does either. */
export const proofCodes = once(
  (): ProofCodes => scryptProofCodes(new SecretsManagerKey(secretsManager(), environment(ENV.codeKey))),
);
