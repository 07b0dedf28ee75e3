import type { PersonId } from '../registry/person.ts';
import type { Instant } from '../values/instant.ts';

/** A saved recovery code: its hash by a password-hash scheme, never the code. */
export interface SavedCode {
  readonly method: 'saved-code';
  readonly hash: string;
  readonly salt: string;
}

/** A passkey as WebAuthn registered it, base64url. The counter is the authenticator's own: 0 for those that count nothing. */
export interface Passkey {
  readonly method: 'passkey';
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  /** Whether it can be copied to other devices, and whether it has been, as WebAuthn's flags BE and BS said; absent: not known. */
  readonly backup?: { readonly eligible: boolean; readonly state: boolean };
}

/** Whether an authenticator is a passkey that cannot leave its device; not where that is not known. */
export const isDeviceBound = (one: AuthenticatorData): boolean =>
  one.method === 'passkey' && one.backup?.eligible === false;

/** A one-time password generator: where its secret is boxed, and the last time step that was used. */
export interface OneTimePassword {
  readonly method: 'totp';
  readonly box: string;
  readonly counter: number;
}

export type AuthenticatorData = SavedCode | Passkey | OneTimePassword;

/** What the owner enrolled while signed in, to prove later that it is them. */
export type Authenticator = AuthenticatorData & {
  /** The id of the command that enrolled it. */
  readonly id: string;
  readonly enrolledAt: Instant;
};

export type AuthenticatorMethod = AuthenticatorData['method'];

/** Somebody whom the owner named in advance to pass a code on (NIST SP 800-63B-4 section 4.2.1.3). */
export interface RecoveryContact {
  /** The id of the command that named them. */
  readonly id: string;
  readonly person: PersonId;
  readonly since: Instant;
}

/** Authenticators, and recovery contacts, of one account; bounds the size of a state. */
export const MOST_AUTHENTICATORS = 24;
export const MOST_RECOVERY_CONTACTS = 5;
