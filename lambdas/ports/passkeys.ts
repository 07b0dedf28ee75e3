import type { StaffPasskey } from '../core/registry/person.ts';
import type { Result } from '../core/values/result.ts';

/** Accepted COSE algorithms, in order of preference. */
export const PASSKEY_ALGORITHMS = { ES256: -7, EdDSA: -8, RS256: -257 } as const;

/** A browser's answer when a passkey is made (`navigator.credentials.create`); every member is base64url and untrusted. */
export interface PasskeyRegistration {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
}

/** A browser's answer when a passkey is used (`navigator.credentials.get`); every member is base64url and untrusted. */
export interface PasskeyAssertion {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/** A passkey as stored. */
export interface KeptPasskey {
  readonly credentialId: string;
  /** The COSE key from the authenticator, base64url. */
  readonly publicKey: string;
  /** The authenticator's last counter; 0 for one that does not count. */
  readonly counter: number;
  /** Whether it can be copied to other devices, and has been, by flags BE and BS; absent: not known. */
  readonly backup?: { readonly eligible: boolean; readonly state: boolean };
}

/** The reason for rejecting a browser's answer. */
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
 * WebAuthn level 3, sections 7.1 and 7.2, for one origin. Requires user presence and user verification; does not ask for attestation.
 * Total: every input gets an answer. The caller must check whose passkey it is and what the challenge was.
 */
export interface Passkeys {
  /** The relying party's id: the host of the origin. */
  readonly party: string;
  /** `challenge`: the value that the passkey must have been made for, base64url. */
  register(registration: PasskeyRegistration, challenge: string): Promise<Result<KeptPasskey, PasskeyFlaw>>;
  /** `challenge`: the value that must have been signed, base64url. The counter must rise, unless it has always been 0. */
  verify(
    assertion: PasskeyAssertion,
    passkey: KeptPasskey,
    challenge: string,
  ): Promise<Result<{ readonly counter: number }, PasskeyFlaw>>;
}

/** A signature of a passkey: its counter, and what was signed. */
export interface CountedUse {
  readonly counter: number;
  readonly challenge: string;
}

/** The last counter of every passkey of staff, so that a copy of one is noticed (WebAuthn level 3, section 6.1.1). */
export interface PasskeyCounters {
  /**
   * Notes a signature, and answers whether its counter follows all that were noted of this passkey: it rises, or is always 0. The same signature
   * again follows too, because an answer may have been lost. False: nothing was noted, and the passkey was copied, or its signatures came in another
   * order.
   */
  advance(credentialId: string, use: CountedUse): Promise<boolean>;
}

/**
 * Verifies what staff signed, as `Passkeys.verify` does, each time for the site that the passkey's record names. Total. Says nothing about the
 * counter: a statement from the ledger is verified long after the passkey has counted on.
 */
export interface StaffSignatures {
  /** `challenge`: the value that must have been signed, base64url. */
  verify(
    assertion: PasskeyAssertion,
    passkey: StaffPasskey,
    challenge: string,
  ): Promise<Result<{ readonly counter: number }, PasskeyFlaw>>;
}
