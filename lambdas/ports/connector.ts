import type { ConnectorName } from '../contract/connectors.ts';
import type { Action } from '../core/registry/account.ts';
import type { Secret } from './secret.ts';

/** What a connector is asked to do; nothing of it was decided by the connector. */
export interface ConnectorRequest {
  readonly action: Action;
  readonly target: string;
  /** The same for every attempt at one grant; connectors derive their own idempotency tokens from it. */
  readonly grant: string;
  readonly expiresAt: string;
  /**
   * The recovery was stopped after its credential had been claimed, so whoever claimed it may not be the owner: revoking then takes the
   * account away also from somebody who has replaced the credential since.
   */
  readonly repudiated?: boolean;
  /** Actions of older grants of the same directory identity that this one took the place of: its end ends theirs too. */
  readonly supersedes?: readonly Action[];
  /** What the last confirmed revocation of this target left behind, as it was read back; absent where there was none. */
  readonly left?: Evidence;
}

/** What stands in the way of an action in the directory, found before people are asked. */
export interface Obstacle {
  readonly code: string;
  /** It may be gone in a few minutes by itself. */
  readonly mayPass: boolean;
}

export type Performed =
  | {
      readonly state: 'done';
      /** What the connector calls the grant; never a secret. */
      readonly reference: string;
      /** A credential for the requester, to be boxed at once. Absent where the credential goes straight to the system that uses it. */
      readonly credential?: Secret;
      /** Facts read back, for the ledger: version ids, labels, statuses. Never a value, nor a hash of one. */
      readonly evidence: Evidence;
    }
  /** Accepted and not finished: perform again later, with the same request. */
  | { readonly state: 'pending' };

export type Gone = { readonly gone: boolean; readonly evidence: Evidence };
export type Evidence = { readonly [name: string]: string | number | boolean | readonly string[] };

/**
 * One directory or secret store. `perform`, `revoke` and `verifyGone` are idempotent for one grant and may be repeated after any failure, also when an earlier call
 * was carried out and its answer lost. Throws `AdapterError`; `retryable: false` means that trying again cannot help.
 */
export interface Connector {
  readonly name: ConnectorName;
  /** Those of its row in `contract/connectors.ts`. */
  readonly actions: readonly Action[];
  /** What would keep `perform` from working now; null where nothing is known to. Changes nothing. */
  examine(request: Omit<ConnectorRequest, 'grant' | 'expiresAt'>): Promise<Obstacle | null>;
  /**
   * The directory's own immutable id of a target: the same under every name that leads to it, and never given to another. Undefined where the
   * directory has nothing of this name. Changes nothing.
   */
  identityOf(target: string): Promise<string | undefined>;
  /** Does it, and reads back that it is done. */
  perform(request: ConnectorRequest): Promise<Performed>;
  /** Takes back what the grant gave. What is gone already is a success. */
  revoke(request: ConnectorRequest): Promise<void>;
  /** Reads back whether the access is gone. Changes nothing. */
  verifyGone(request: ConnectorRequest): Promise<Gone>;
}
