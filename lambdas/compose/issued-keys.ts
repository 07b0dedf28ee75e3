import { LOOKS } from '../adapters/https/late-key.ts';
import { log } from '../app/log.ts';
import { ApiKeySystem } from '../app/workflow/api-key.ts';
import type { KeyApi } from '../ports/key-api.ts';

/**
 * A secret whose key an issuer makes, and whose list shows a change after some seconds. What was revoked is in the log, for whoever looks
 * afterwards which consumer had not read the new key: no id of a key is a secret.
 */
export const issuedKeySystem = (issuer: KeyApi, secret: string): ApiKeySystem =>
  new ApiKeySystem(issuer, secret, {
    ...LOOKS,
    onRevoked: (keyId, lastUse) =>
      log('info', 'a key was revoked', { keyId, ...(lastUse !== undefined && { lastUse }) }),
  });
