/** Who is signed in at this page. Tokens live in memory only. */
export interface Session {
  /** A token that is still valid; null when nobody is signed in. */
  token(): Promise<string | null>;
  /** The name of whoever is signed in, as their issuer writes it; null where nobody is, or it says none. */
  name(): string | null;
  /** Leaves this page for the issuer's, which comes back here. */
  signIn(): Promise<void>;
  /** Forgets the token, and ends the session of the issuer where it offers that. */
  signOut(): Promise<void>;
}
