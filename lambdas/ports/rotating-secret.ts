import type { ROLLED_BACK, SecretSystem } from '../contract/tags.ts';
import type { Secret } from './secret.ts';

/** A secret during its rotation. The token of a rotation names its version; a version's value never changes. */
export interface RotatingSecret {
  /** Labels by version, and whether rotation is configured. Throws `AdapterError` `not-found` for an unknown secret. */
  describe(secretId: string): Promise<RotationState>;
  /** The value with this label, or of this version; undefined when there is none, or the version is still empty. */
  read(
    secretId: string,
    wanted: { readonly label: RotationLabel; readonly version?: string },
  ): Promise<Secret | undefined>;
  /**
   * Gives the pending version its value. A version that already has a value keeps it without an error, so read it afterwards.
   * `rotationToken`, if the service hands one out, proves that this write belongs to the rotation.
   */
  putPending(secretId: string, value: Secret, token: RotationToken): Promise<void>;
  /** Makes `to` the current version in place of `from`. From here on consumers read it. */
  promote(secretId: string, versions: { readonly to: string; readonly from: string }): Promise<void>;
  /** Puts the label of a rollback on this version, and takes it from `from`, which has it now; undefined: nobody has it. */
  markRolledBack(secretId: string, versions: { readonly to: string; readonly from: string | undefined }): Promise<void>;
  /** The version is no longer pending: another rotation can begin. */
  giveUp(secretId: string, version: string): Promise<void>;
  /** A fresh random password: 40 letters, digits and `-_.~`, which need no escaping in addresses, connection strings and shells. */
  randomPassword(): Promise<Secret>;
}

export type RotationLabel = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS' | typeof ROLLED_BACK;

/** A system behind a secret, as the owner's tag says it: a role, an API, an account, an application. */
export interface NamedSystem {
  readonly kind: SecretSystem;
  readonly name: string;
}

export interface RotationState {
  readonly name: string;
  readonly isRotationConfigured: boolean;
  /** The owner's tag says that only the secret holds the password, although its value names another place. */
  readonly isSourceOfTruth: boolean;
  /** What the owner's tags name behind the secret: nothing, a system, or by mistake several. */
  readonly systems: readonly NamedSystem[];
  /** The owner's tag, as it is written, for the minutes that a replaced credential stays valid; absent without the tag. */
  readonly graceMinutes?: string;
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

export interface RotationToken {
  /** Id of the version. */
  readonly version: string;
  /** As sensitive as the value. */
  readonly rotationToken: Secret | undefined;
}
