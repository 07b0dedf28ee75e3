import type { RecoveryId } from '../../core/recovery/state.ts';
import { digestOf } from '../../core/values/hash.ts';

/**
 * What a passkey must sign to answer a challenge: 256 bits over the recovery and the challenge, whose id nobody knew before it was asked.
 * An answer to another recovery, or to an earlier challenge, is an answer to something else.
 */
export const passkeyHash = (recovery: RecoveryId, challenge: string): string =>
  digestOf({ purpose: 'passkey', recovery, challenge });

/** The same as WebAuthn spells it. */
export const asWebAuthn = (hash: string): string => Buffer.from(hash, 'hex').toString('base64url');
