import type { PageCookies } from '../../ports/keyed.ts';
import { Secret } from '../../ports/secret.ts';
import type { HttpEvent } from '../event.ts';

/** The cookie of a page, and how to set it where the browser had none. */
export interface PageCookie {
  readonly value: Secret;
  /** For the answer; undefined where the browser has it. */
  readonly set: string | undefined;
}

/** How cookies are made and named. */
export interface CookieRules {
  readonly cookies: PageCookies;
  /** Whether the page comes over TLS. */
  readonly secure: boolean;
}

/** As long as the longest stage of a recovery: who closed the browser comes back to the proofs that they gave. */
const SECONDS = 7 * 86_400;

/** Longer than any cookie of ours. */
const LONGEST = 128;

/**
 * The session of whoever has the page open. It names nobody: it holds together what was proved and who claims (rule 13). `secure` is false
 * on a machine without TLS only; `__Host-` keeps other hosts of the domain from setting it, and `Strict` other sites from using it.
 * INVARIANT: a cookie that the server never made is no cookie: the browser gets a new one.
 */
export async function cookieOf(
  { cookies: sent = [] }: Pick<HttpEvent, 'cookies'>,
  { cookies, secure }: CookieRules,
): Promise<PageCookie> {
  const name = secure ? '__Host-countersign' : 'countersign';
  const given = sent.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  if (given.length <= LONGEST && (await cookies.isOurs(new Secret(given))))
    return { value: new Secret(given), set: undefined };
  const value = await cookies.make();
  const attributes = `Path=/; Max-Age=${SECONDS}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return { value, set: `${name}=${value.reveal()}; ${attributes}` };
}
