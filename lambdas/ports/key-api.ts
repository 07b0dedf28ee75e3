import type { Secret } from './secret.ts';

/** A key as its API lists it. */
export interface ListedKey {
  readonly id: string;
  readonly name: string;
}

/** A key with its value. */
export interface IssuedKey {
  readonly id: string;
  readonly key: Secret;
}

/** The last use of a key, as its issuer remembers it. */
export interface KeyUse {
  /** ISO 8601, UTC; absent: the issuer knows of none. */
  readonly at?: string;
  /** The service that was called with it. */
  readonly service?: string;
  readonly region?: string;
}

/** An API that makes, lists and revokes the keys of its consumers. Throws `AdapterError`. */
export interface KeyApi {
  /** All keys that are valid. */
  list(): Promise<readonly ListedKey[]>;
  /** A new key of this name. Not idempotent: where the answer is lost, a key is there that nobody knows. */
  create(name: string): Promise<IssuedKey>;
  /** A key that is not there any more is a success. */
  revoke(id: string): Promise<void>;
  /** Whether a consumer gets in with this key. An issuer whose new keys count late is asked for a while. */
  accepts(key: IssuedKey): Promise<boolean>;
  /** Throws `key-mismatched` where a key says itself that it has another id, or another owner; absent: no key says that. */
  assertMatching?(key: IssuedKey): Promise<void>;
  /** When the key was used last; absent where the issuer does not remember it. */
  lastUse?(id: string): Promise<KeyUse>;
}
