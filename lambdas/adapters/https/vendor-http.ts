import { AdapterError } from '../../ports/errors.ts';
import type { Secret } from '../../ports/secret.ts';

/** What a call is made with. */
export interface Credential {
  /** Goes into the `Authorization` header, and nowhere else. */
  readonly bearer?: Secret | undefined;
  /** The same for HTTP Basic (RFC 7617): `name:password`. Not together with `bearer`. */
  readonly basic?: Secret | undefined;
}

/** One call to a vendor's API. */
export interface VendorCall extends Credential {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  /** Sent as JSON, or as a form. */
  readonly body?: { readonly json: unknown } | { readonly form: Readonly<Record<string, string>> };
  /** Headers by which the vendor knows who calls; never a credential. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the answer is read for; `status` for a vendor whose answers have no JSON. `json` when absent. */
  readonly reads?: 'json' | 'status';
}

/** An answer that came: its status and its JSON; null for an answer without a body. */
export interface VendorAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The `Link` header, of which vendors send the next page of a list; absent where none came. */
  readonly link?: string;
}

/** Sends a request, as the global `fetch` does. */
export type Send = (url: URL, request: RequestInit) => Promise<Response>;

/** Shorter than a function's timeout with several calls in it. */
const TIMEOUT_MS = 5_000;
/** Far more than any page of a list that a connector reads. */
const MOST_BYTES = 2_000_000;
/** An end that is farther away is no end of a rate limit. */
const LONGEST_PAUSE_S = 3_600;

/**
 * Sends a call, follows no redirect, and reads at most 2 MB. Does not try again: whoever asked tries again, as after every `AdapterError`.
 * Throws `unavailable`, `throttled`, `credentials` or `unexpected` for an answer that says nothing about the request. INVARIANT: no error
 * quotes an answer: a vendor quotes what it was sent, which may be a credential.
 */
export async function answerOfVendor(send: Send, call: VendorCall): Promise<VendorAnswer> {
  const answer = await sent(send, call);
  assertAnswered(answer);
  const { status } = answer;
  if (status < 200 || (status >= 300 && status < 400)) throw failure('unexpected', false, status);
  const link = answer.headers.get('link');
  const body = call.reads === 'status' ? null : await bodyOf(answer);
  return { status, body, ...(link === null ? {} : { link }) };
}

/** Throws `credentials`, `throttled` or `unavailable` for a status that says nothing about what was asked. */
export function assertAnswered({ status, headers }: Response): void {
  if (status === 401) throw failure('credentials', true, status);
  if (status === 429) throw failure('throttled', true, status, pauseIn(headers));
  if (status >= 500) throw failure('unavailable', true, status);
}

async function sent(send: Send, { method, url, bearer, basic, body, headers: named }: VendorCall): Promise<Response> {
  const headers = { ...named, accept: 'application/json', ...authorizationOf({ bearer, basic }) };
  const content = contentOf(body);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await send(url, {
      method,
      redirect: 'manual',
      signal,
      ...content,
      headers: { ...headers, ...content.headers },
    });
  } catch {
    throw new AdapterError('unavailable', { retryable: true, message: `${url.host} did not answer` });
  }
}

/** The header that carries a credential; none without one. */
export function authorizationOf({ bearer, basic }: Credential): Readonly<Record<string, string>> {
  if (bearer !== undefined) return { authorization: `Bearer ${bearer.reveal()}` };
  if (basic === undefined) return {};
  return { authorization: `Basic ${Buffer.from(basic.reveal(), 'utf8').toString('base64')}` };
}

interface Content {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function contentOf(body: VendorCall['body']): Content {
  if (body === undefined) return {};
  return 'json' in body
    ? { body: JSON.stringify(body.json), headers: { 'content-type': 'application/json' } }
    : {
        body: new URLSearchParams(body.form).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      };
}

/** A body that is cut off or is no JSON counts like no answer: the call may have been carried out. */
async function bodyOf(answer: Response): Promise<unknown> {
  try {
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of answer.body ?? []) {
      parts.push(Buffer.from(part));
      length += part.length;
      if (length > MOST_BYTES) throw new Error('too long');
    }
    return length === 0 ? null : (JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown);
  } catch {
    throw failure('unavailable', true, answer.status);
  }
}

const failure = (code: string, retryable: boolean, status: number, afterSeconds?: number): AdapterError =>
  new AdapterError(code, { retryable, message: `${code}: the vendor answered ${status}`, afterSeconds });

/**
 * How long the vendor asks to be left alone. Some name no length but the second at which it ends (`X-Rate-Limit-Reset`,
 * https://developer.okta.com/docs/reference/rl-best-practices/): the vendor's own `Date` says how far away that is, so no clock of ours counts.
 */
function pauseIn(headers: Headers): number | undefined {
  const [after, reset, date] = ['retry-after', 'x-rate-limit-reset', 'date'].map((name) => headers.get(name));
  if (after !== null || typeof reset !== 'string' || !/^\d{1,12}$/.test(reset)) return secondsIn(after ?? null);
  const left = Number(reset) - Math.floor(Date.parse(date ?? '') / 1000);
  return Number.isNaN(left) || left > LONGEST_PAUSE_S ? undefined : Math.max(left, 0);
}

/** `Retry-After` (RFC 9110 section 10.2.3), of which vendors send the seconds. */
const secondsIn = (header: string | null): number | undefined =>
  header !== null && /^\d{1,5}$/.test(header) ? Number(header) : undefined;
