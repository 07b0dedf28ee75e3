import type { PersonId } from '../registry/person.ts';
import type { Instant } from '../values/instant.ts';

/** A saved recovery code: its hash under a password-hash scheme, never the code. */
export interface SavedCode {
  readonly method: 'saved-code';
  readonly hash: string;
  readonly salt: string;
}

/** A passkey as WebAuthn registered it, base64url. The counter is the authenticator's own: 0 for one that does not count. */
export interface Passkey {
  readonly method: 'passkey';
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  /** Whether it can be copied to other devices, and has been, by WebAuthn's flags BE and BS; absent: not known. */
  readonly backup?: { readonly eligible: boolean; readonly state: boolean };
}

/** Whether an authenticator is a passkey that cannot leave its device; false when not known. */
export const isDeviceBound = (one: AuthenticatorData): boolean =>
  one.method === 'passkey' && one.backup?.eligible === false;

/** A one-time password generator: the box of its secret, and the last used time step. */
export interface OneTimePassword {
  readonly method: 'totp';
  readonly box: string;
  readonly counter: number;
}

export type AuthenticatorData = SavedCode | Passkey | OneTimePassword;

/** An authenticator that the owner enrolled while signed in, for later proofs. */
export type Authenticator = AuthenticatorData & {
  /** The id of the command that enrolled it. */
  readonly id: string;
  readonly enrolledAt: Instant;
};

export type AuthenticatorMethod = AuthenticatorData['method'];

/** A person whom the owner named in advance to pass a code on (NIST SP 800-63B-4 section 4.2.1.3). */
export interface RecoveryContact {
  /** The id of the command that named them. */
  readonly id: string;
  readonly person: PersonId;
  readonly since: Instant;
}

/** Most authenticators, and most recovery contacts, of one account: bounds the size of a state. */
export const MOST_AUTHENTICATORS = 24;
export const MOST_RECOVERY_CONTACTS = 5;
