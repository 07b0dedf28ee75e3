import { randomBytes } from 'node:crypto';
import { Secret } from '../../ports/secret.ts';
import type { HttpEvent } from '../event.ts';

/** The cookie of a page, and how to set it where the browser had none. */
export interface PageCookie {
  readonly value: Secret;
  /** For the answer; undefined where the browser has it. */
  readonly set: string | undefined;
}

/** 256 bits of chance, base64url. */
const VALUE = /^[A-Za-z0-9_-]{43}$/;

/** As long as the longest stage of a recovery: who closed the browser comes back to the proofs that they gave. */
const SECONDS = 7 * 86_400;

/**
 * The session of whoever has the page open. It names nobody: it holds together what was proved and who claims (rule 13). `secure` is false
 * on a machine without TLS only; `__Host-` keeps other hosts of the domain from setting it, and `Strict` other sites from using it.
 */
export function cookieOf({ cookies = [] }: Pick<HttpEvent, 'cookies'>, secure: boolean): PageCookie {
  const name = secure ? '__Host-countersign' : 'countersign';
  const given = cookies
    .map((one) => one.split('='))
    .find(([key, value = '']) => key === name && VALUE.test(value))?.[1];
  if (given !== undefined) return { value: new Secret(given), set: undefined };
  const made = randomBytes(32).toString('base64url');
  const attributes = `Path=/; Max-Age=${SECONDS}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return { value: new Secret(made), set: `${name}=${made}; ${attributes}` };
}
