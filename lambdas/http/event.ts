import { createHmac } from 'node:crypto';
import { problem } from '../app/problem.ts';
import { parseJson } from '../app/untrusted/json.ts';
import { LIMITS } from '../contract/limits.ts';
import type { PersonActor } from '../core/recovery/state/commands.ts';
import { canonical, derivedId, MARK_DIGITS, markedId } from '../core/values/hash.ts';

/** The used members of an API Gateway HTTP API event (payload format 2.0). Header names are in lower case there. */
export interface HttpEvent {
  /** Method and path with `{parameters}`, e.g. `GET /recoveries/{id}`. */
  readonly routeKey: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As `name=value`; the gateway moves them out of the headers. */
  readonly cookies?: readonly string[] | undefined;
  /** Decoded by the gateway. */
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | undefined;
  /** Decoded by the gateway; repeated ones are joined with commas. */
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | undefined;
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  readonly requestContext?: {
    readonly requestId?: string | undefined;
    readonly http?: { readonly sourceIp?: string | undefined } | undefined;
  };
  /** The caller: set by the stack, never by the gateway. */
  caller?: Caller | undefined;
}

/** The event without its nulls: API Gateway leaves out what a request does not have, and other endpoints that speak AWS write null. */
export const withoutNulls = (event: HttpEvent): HttpEvent =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null)) as unknown as HttpEvent;

/** A response for API Gateway. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
  /** Whether the gateway decodes the body from base64; absent for text. */
  readonly isBase64Encoded?: boolean;
}

/** The answer of an operation; the stack writes an object as JSON, and a text or bytes unchanged. */
export interface Reply {
  readonly status: 200 | 202;
  readonly body: object | string | Uint8Array;
  /** Added to the headers of every answer, or replacing them; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** A person with a valid token. */
export interface Caller {
  readonly actor: PersonActor;
  /** Whether the registry knows them. Unregistered callers may do nothing but, as admins, set the registry up. */
  readonly registered: boolean;
}

/** The raw bytes of the body, as received. Throws `body-too-large`, `body-missing`. */
export function bodyBytesOf(
  { body = '', isBase64Encoded = false }: HttpEvent,
  most: number = LIMITS.bodyBytes,
): Buffer {
  // Four characters of base64 are at most three bytes; UTF-8 needs at least one byte for each UTF-16 unit.
  if (body.length > most * (isBase64Encoded ? 2 : 1)) throw tooLarge(most);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > most) throw tooLarge(most);
  if (bytes.length === 0) throw problem('body-missing');
  return bytes;
}

const tooLarge = (most: number) => problem('body-too-large', { facts: { most } });

/** Throws `content-type-unsupported` unless the content type is JSON in UTF-8. */
export function assertJson({ headers }: HttpEvent): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charsets = parameters.map((one) => one.trim()).filter((one) => one.startsWith('charset='));
  const isUtf8 = charsets.every((one) => /^charset="?utf-8"?$/.test(one));
  if (type.trim() !== 'application/json' || !isUtf8) throw problem('content-type-unsupported');
}

/** The body as a JSON value. Throws a `Problem` if it is malformed. */
export function jsonOf(event: HttpEvent): unknown {
  const bytes = bodyBytesOf(event);
  assertJson(event);
  return parseJson(bytes);
}

/** A request that its caller may repeat. */
export interface NamedRequest {
  /** Sender and place: the same key from another sender, or for another place, is a different name. */
  readonly scope: readonly [by: 'http' | 'page', who: string];
  readonly place: readonly string[];
  readonly key: string;
  /** A secret of the caller that is stored nowhere: the page's cookie. Empty without one. */
  readonly secret: string;
  /** The content: the body, or what replaces it. */
  readonly said: unknown;
}

/**
 * The id of the command for a request with an `Idempotency-Key`. The same request gives the same id; another request with the same key
 * gives an id of the same name, which `submit` refuses. Bodies contain codes, so the mark is keyed with values that are stored nowhere: a
 * reader of the ledger cannot test codes with it.
 */
export function commandIdOf({ scope, place, key, secret, said }: NamedRequest): string {
  const mark = createHmac('sha256', canonical([key, secret]))
    .update(canonical(said))
    .digest('hex');
  return markedId(derivedId(...scope, key, ...place), mark.slice(0, MARK_DIGITS));
}

/** Throws `idempotency-key-malformed`. */
export function idempotencyKeyOf({ headers }: HttpEvent): string | undefined {
  const key = headers['idempotency-key'];
  if (key !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(key)) throw problem('idempotency-key-malformed');
  return key;
}
