import type { Result } from '../core/values/result.ts';

/** COSE algorithms that are asked for and taken, the best known first. */
export const PASSKEY_ALGORITHMS = { ES256: -7, EdDSA: -8, RS256: -257 } as const;

/** What a browser gives back when somebody makes a passkey (`navigator.credentials.create`); every member is base64url and untrusted. */
export interface PasskeyRegistration {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
}

/** What a browser gives back when somebody uses one (`navigator.credentials.get`); every member is base64url and untrusted. */
export interface PasskeyAssertion {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/** A passkey as it is kept. */
export interface KeptPasskey {
  readonly credentialId: string;
  /** A COSE key, as the authenticator gave it, base64url. */
  readonly publicKey: string;
  /** The last number that the authenticator counted; 0 for one that does not count. */
  readonly counter: number;
  /** Whether it can be copied to other devices, and has been, as flags BE and BS say; absent: not known. */
  readonly backup?: { readonly eligible: boolean; readonly state: boolean };
}

/** Why something that a browser gave is not believed. */
export type PasskeyFlaw =
  | 'malformed'
  | 'wrong-type'
  | 'wrong-challenge'
  | 'wrong-origin'
  | 'wrong-party'
  | 'no-user-present'
  | 'user-not-verified'
  | 'wrong-credential'
  | 'wrong-signature'
  | 'counter-back'
  | 'backup-changed'
  | 'algorithm-unsupported'
  | 'attestation-unasked';

/**
 * WebAuthn level 3, sections 7.1 and 7.2, for one origin: user presence and user verification are required, attestation is not asked for.
 * Total: whatever comes in, there is an answer. Checks no list: whoever calls knows whose passkey it must be, and what was asked.
 */
export interface Passkeys {
  /** The relying party's id: the host of the origin. */
  readonly party: string;
  /** `challenge`: what the passkey must have been made for, base64url. */
  register(registration: PasskeyRegistration, challenge: string): Promise<Result<KeptPasskey, PasskeyFlaw>>;
  /** `challenge`: what must have been signed, base64url. The counter must not stand still or go back, unless it never moved. */
  verify(
    assertion: PasskeyAssertion,
    passkey: KeptPasskey,
    challenge: string,
  ): Promise<Result<{ readonly counter: number }, PasskeyFlaw>>;
}
