/** The verified payload of a token, as the issuer wrote it: nothing of it was spelled anew by anybody on the way. */
export type TokenPayload = Readonly<Record<string, unknown>>;

/** Decides whose tokens are believed. */
export interface TokenVerifier {
  /**
   * The payload of a token that the issuer signed, for this deployment, and that is in force now; undefined for every other text. Throws an
   * `AdapterError` `unavailable`, retryable, while the keys of the issuer cannot be read: nobody is let in, and nobody is called a stranger.
   */
  verify(token: string): Promise<TokenPayload | undefined>;
}
