import type { Secret } from './secret.ts';

/** A key as its API lists it. */
export interface ListedKey {
  readonly id: string;
  readonly name: string;
}

/** An API that makes, lists and revokes the keys of its consumers. Throws `AdapterError`. */
export interface KeyApi {
  /** All keys that are valid. */
  list(): Promise<readonly ListedKey[]>;
  /** A new key of this name. Not idempotent: where the answer is lost, a key is there that nobody knows. */
  create(name: string): Promise<{ readonly id: string; readonly key: Secret }>;
  /** A key that is not there any more is a success. */
  revoke(id: string): Promise<void>;
  /** Whether a consumer gets in with this key. */
  accepts(key: Secret): Promise<boolean>;
}
