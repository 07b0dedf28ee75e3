import type { ConnectorName } from '../contract/connectors.ts';
import type { WorkDone } from '../core/recovery/assess/work.ts';
import type { Action, Tier } from '../core/registry/account.ts';
import type { Scope } from '../core/registry/scope.ts';
import type { Secret } from './secret.ts';

/** People read the whole of a scope before they decide; an execution compares what it opens. */
export type ScopePurpose = 'show' | 'compare';

/** A decided request; a connector only carries it out. */
export interface ConnectorRequest {
  readonly action: Action;
  readonly target: string;
  /** The countersigned id of the directory. Where names can be changed, a connector finds the target by it and not by the name. */
  readonly directoryId: string;
  /** Id of the grant, the same for every attempt; connectors derive their idempotency tokens from it. */
  readonly grant: string;
  readonly expiresAt: string;
  /**
   * Whether a credential of this grant, or of one that it replaced, may have been handed out. Where it is false, nobody was ever told one, and
   * what a broken attempt left in the directory is nobody's access.
   */
  readonly issued: boolean;
  /** `passwordVersion` of the evidence that this grant was issued with; absent where it has none. */
  readonly passwordVersion?: number;
  /**
   * True when the recovery was stopped after its credential was claimed: whoever claimed it may not be the owner. Revoking then ends access
   * even if somebody has replaced the credential since.
   */
  readonly repudiated?: boolean;
  /** Actions of older grants of the same directory identity that this grant replaced: its end also ends them. */
  readonly supersedes?: readonly Action[];
  /** What two people say that they did, of an order that people carry out; absent before both have said it, and for every other one. */
  readonly work?: WorkDone;
  /** What the last confirmed revocation of this target read back; absent without one. */
  readonly left?: Evidence;
}

/** Something that prevents an action in the directory, found before people are asked. */
export interface Obstacle {
  readonly code: string;
  /** It may disappear by itself within minutes. */
  readonly mayPass: boolean;
}

export type Performed =
  | {
      readonly state: 'done';
      /** The connector's name for the grant; never a secret. */
      readonly reference: string;
      /** A credential for the requester, to be boxed at once. Absent when the credential goes directly to the system that uses it. */
      readonly credential?: Secret;
      /**
       * Facts read back, for the ledger: version ids, labels, statuses. Never a value, nor a hash of one. `passwordVersion` grows with every
       * change of a password, or of the key of a disk, by the directory's own count or clock; each revocation gets it back.
       */
      readonly evidence: Evidence;
    }
  /** Accepted but not finished: call `perform` again later with the same request. */
  | { readonly state: 'pending' };

export type Gone = {
  readonly gone: boolean;
  /** True while the directory is still carrying out an accepted revocation. */
  readonly isRunning?: boolean;
  /** Facts read back, for the ledger. */
  readonly evidence: Evidence;
};
export type Evidence = { readonly [name: string]: string | number | boolean | readonly string[] };

/** What a directory says of a target. Reading changes nothing. Throws `AdapterError`. */
export interface Directory {
  /**
   * The directory's immutable id of a target: the same under every name of the target, and never reused. Undefined when the directory has
   * no such name.
   */
  identityOf(target: string): Promise<string | undefined>;
  /** The highest tier that the directory itself gives a target now, such as by its groups; null when it gives none, or has no such name. */
  tierOf(target: string): Promise<Tier | null>;
}

/** The state of the application with which a directory outside AWS is read. Throws `AdapterError` when the directory cannot be asked. */
export interface DirectoryHealth {
  /** What is wrong, by code; null when it can read all that it should, and change nothing. Changes nothing. */
  flaw(): Promise<string | null>;
}

/**
 * One directory or secret store. `perform`, `revoke` and `verifyGone` are idempotent for one grant. They may be repeated after any failure,
 * also after a call that was carried out and whose answer was lost. Throws `AdapterError`; `retryable: false` means that a retry cannot
 * help.
 */
export interface Connector extends Directory {
  readonly name: ConnectorName;
  /** The actions of its row in `contract/connectors.ts`. */
  readonly actions: readonly Action[];
  /** True when everything but `identityOf` and `tierOf` finds the target by the directory's id: a name that moved leads it to nobody else. */
  readonly findsById?: boolean;
  /** The obstacle that would stop `perform` now; null for none known. Changes nothing. */
  examine(request: Omit<ConnectorRequest, 'grant' | 'expiresAt' | 'issued'>): Promise<Obstacle | null>;
  /**
   * What the target opens now, to whoever has it; undefined when the directory has no such name, or says nothing of it. Changes nothing. To
   * compare, its last use may be left out.
   */
  scopeOf(target: string, purpose: ScopePurpose): Promise<Scope | undefined>;
  /** Performs the action and reads back that it is done. */
  perform(request: ConnectorRequest): Promise<Performed>;
  /** Revokes the access that the grant gave. Access that is already gone is a success. */
  revoke(request: ConnectorRequest): Promise<void>;
  /** Reads back whether the access is gone. Changes nothing. */
  verifyGone(request: ConnectorRequest): Promise<Gone>;
}
