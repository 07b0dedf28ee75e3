import type { Secret } from './secret.ts';

/** A secret while it is being rotated. A version is named by the token of its rotation; its value never changes. */
export interface RotatingSecret {
  /** Labels by version, and whether rotation is configured. Throws `AdapterError` `not-found` for an unknown secret. */
  describe(secretId: string): Promise<RotationState>;
  /** The value that has this label, of this version if one is named; undefined when there is none, also for a version that is still empty. */
  read(
    secretId: string,
    wanted: { readonly label: RotationLabel; readonly version?: string },
  ): Promise<Secret | undefined>;
  /**
   * Gives the pending version its value. A version that has a value already keeps it: that is no error, so read it afterwards.
   * `rotationToken` proves to the service that this write belongs to the rotation, where it hands one out.
   */
  putPending(secretId: string, value: Secret, token: RotationToken): Promise<void>;
  /** Makes a version the current one, in place of another. From here on consumers read it. */
  promote(secretId: string, versions: { readonly to: string; readonly from: string }): Promise<void>;
  /** A fresh random password: 40 letters, digits and `-_.~`, which addresses, connection strings and shells take as they are. */
  randomPassword(): Promise<Secret>;
}

export type RotationLabel = 'AWSCURRENT' | 'AWSPENDING';

export interface RotationState {
  readonly isRotationConfigured: boolean;
  /** The owner says by a tag that nothing but the secret holds the password, although its value names a place. */
  readonly isSourceOfTruth: boolean;
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

export interface RotationToken {
  /** Id of the version. */
  readonly version: string;
  /** As sensitive as the value. */
  readonly rotationToken: Secret | undefined;
}
