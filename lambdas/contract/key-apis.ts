/** A described API of keys, as the rotation function is told of it. Places in answers are JSON Pointers (RFC 6901). */
export interface KeyApiSettings {
  /** `https://` and a host: no other one is ever called. */
  readonly url: string;
  /** ARN of the secret whose text is the bearer token that makes, lists and revokes keys. */
  readonly secret: string;
  /** Makes a key: `{name}` in a text of the body is its name. */
  readonly create: {
    readonly path: string;
    readonly body: Readonly<Record<string, unknown>>;
    readonly id: string;
    readonly key: string;
  };
  /** Lists all keys: where the list is, and in each key its id and its name; `next`, the path of the next page, where there are pages. */
  readonly list: {
    readonly path: string;
    readonly items: string;
    readonly id: string;
    readonly name: string;
    readonly next?: string | undefined;
  };
  /** Revokes a key: `{id}` in the path is its id. */
  readonly revoke: { readonly method: 'DELETE' | 'POST'; readonly path: string };
  /** Answers 2xx to a bearer of a valid key, and 401 or 403 to others. */
  readonly test: { readonly path: string };
}
