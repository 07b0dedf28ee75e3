/*
 * How the console signs in.
 *
 * `signInHere()` gives the `Session` of this page. The page asks `token()` before each call of the API; null means that nobody is signed in,
 * and the page then offers a button that calls `signIn()`.
 * - Authorization code with PKCE, `state`, `nonce`, and the issuer's name in its answer (RFC 9207) where the issuer writes it.
 * - Tokens are in memory only, and for at most an hour after the sign-in; a reload asks the issuer without a page (`prompt=none`).
 * - Between leaving and coming back, the tab's storage holds one-time values and the place in the console; no token.
 * - The page's policy needs `connect-src 'self'` and the `origins` of `GET /.well-known/countersign`; no script of anybody else is loaded.
 * - The issuer knows `<origin>/console` as the address to come back to, so the page is at exactly this path.
 */
import { ConsoleSession } from './console-session.ts';
import type { Session } from './session.ts';

/** The session of this page. */
export const signInHere = (): Session =>
  new ConsoleSession({
    origin: location.origin,
    search: location.search,
    hash: location.hash,
    storage: sessionStorage,
    leaveFor: (address) => location.assign(address),
    rewrite: (address) => history.replaceState(null, '', address),
    now: () => Date.now(),
  });
