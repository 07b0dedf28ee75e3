import type { Instant } from '../values/instant.ts';
import type { SavedCode } from './authenticator.ts';
import type { MethodName } from './methods.ts';

/** The purpose of an answer: to prove an identity, or only to show that somebody may stop the recovery. */
export const PURPOSES = ['prove', 'stop'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** A question that only the right person can answer: a code, a passkey, a session at a vendor. */
export interface Challenge {
  /** The id of the command that issued it; the salt of its hash. */
  readonly id: string;
  readonly method: MethodName;
  /** An answer with the purpose `stop` proves nothing, whatever it is. */
  readonly purpose: Purpose;
  /** The vendor that the requester was sent to; null for other methods. */
  readonly vendor: string | null;
  /** The registered contact, or the recovery contact, that the code was sent to; null when nothing is sent. */
  readonly contact: string | null;
  /** The registered contact that a verifier calls: never the contact of the code. */
  readonly called: string | null;
  /**
   * Hash of the code, or of the value that a passkey signs; null when the comparison value is stored elsewhere. The code itself is not
   * stored.
   */
  readonly hash: string | null;
  readonly expiresAt: Instant;
  /** The requester's page that it was issued to; null when a verifier asked. Only that page or verifier may answer. */
  readonly session: string | null;
  readonly failures: number;
  /** Whether it was answered correctly: then it accepts no other answer. */
  readonly answered: boolean;
}

/** The single-use value that a correct answer consumed. */
export type Use =
  | { readonly method: 'saved-code'; readonly authenticator: string; readonly replacement: SavedCode }
  /** The passkey's counter, or the time step of a one-time password. */
  | { readonly method: 'passkey' | 'totp'; readonly authenticator: string; readonly counter: number };

/** The reason why somebody without an account may stop a recovery: a verified stop token, or an answered challenge (rule 11). */
export type StopWarrant = { readonly by: 'stop-token' } | { readonly by: 'challenge'; readonly challenge: string };
