import type { PageCookies } from '../../ports/keyed.ts';
import { Secret } from '../../ports/secret.ts';
import type { HttpEvent } from '../event.ts';

/** The cookie of a page, and the header that sets it when the browser had none. */
export interface PageCookie {
  readonly value: Secret;
  /** For the answer; undefined when the browser has the cookie. */
  readonly set: string | undefined;
}

/** The rules for making and naming cookies. */
export interface CookieRules {
  readonly cookies: PageCookies;
  /** Whether the page uses TLS. */
  readonly secure: boolean;
}

/** As long as the longest stage of a recovery: a requester who closed the browser keeps their proofs. */
const SECONDS = 7 * 86_400;

/** Longer than any cookie of ours. */
const LONGEST = 128;

/**
 * The session of a browser with the page open. It identifies nobody; it ties proofs to the claim (rule 13). `secure` is false only on a
 * machine without TLS. `__Host-` keeps other hosts of the domain from setting it, and `Strict` other sites from using it. INVARIANT: a
 * cookie that the server never made is ignored: the browser gets a new one.
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
