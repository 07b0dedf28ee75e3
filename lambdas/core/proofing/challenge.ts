import type { Instant } from '../values/instant.ts';
import type { SavedCode } from './authenticator.ts';
import type { MethodName } from './methods.ts';

/** What an answer is asked for: to prove who somebody is, or only that they may stop the recovery. */
export const PURPOSES = ['prove', 'stop'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Something that was asked of whoever can answer it: a code, a touch of a passkey, a session at a vendor. */
export interface Challenge {
  /** The id of the command that issued it; the salt of its hash. */
  readonly id: string;
  readonly method: MethodName;
  /** What only stops proves nothing, however it is answered. */
  readonly purpose: Purpose;
  /** The identity-verification vendor that the requester was sent to; null for every other method. */
  readonly vendor: string | null;
  /** The registered contact, or the recovery contact, that the code went to; null where nothing is sent. */
  readonly contact: string | null;
  /** The registered contact that a verifier calls: never the one that the code went to. */
  readonly called: string | null;
  /** Hash of the code, or of what a passkey signs; null where what is compared lies elsewhere. The code itself is nowhere. */
  readonly hash: string | null;
  readonly expiresAt: Instant;
  /** The requester's page that it was issued to; null where a verifier asked. Nobody else answers it. */
  readonly session: string | null;
  readonly failures: number;
  /** Answered rightly: it takes no other answer. */
  readonly answered: boolean;
}

/** What a right answer used up, so that nobody uses it again. */
export type Use =
  | { readonly method: 'saved-code'; readonly authenticator: string; readonly replacement: SavedCode }
  /** The counter that a passkey reported, or the time step of a one-time password. */
  | { readonly method: 'passkey' | 'totp'; readonly authenticator: string; readonly counter: number };

/** Why somebody without an account may stop a recovery: the runtime has verified a stop token, or they answered a challenge (rule 11). */
export type StopWarrant = { readonly by: 'stop-token' } | { readonly by: 'challenge'; readonly challenge: string };
