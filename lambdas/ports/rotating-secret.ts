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
  /** A fresh random password: 40 letters, digits and `-_.~`, which need no escaping in addresses, connection strings and shells. */
  randomPassword(): Promise<Secret>;
}

export type RotationLabel = 'AWSCURRENT' | 'AWSPENDING';

export interface RotationState {
  readonly isRotationConfigured: boolean;
  /** The owner's tag says that only the secret holds the password, although its value names another place. */
  readonly isSourceOfTruth: boolean;
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

export interface RotationToken {
  /** Id of the version. */
  readonly version: string;
  /** As sensitive as the value. */
  readonly rotationToken: Secret | undefined;
}
