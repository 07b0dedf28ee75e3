import { createHmac } from 'node:crypto';
import { problem } from '../app/problem.ts';
import { parseJson } from '../app/untrusted/json.ts';
import { LIMITS } from '../contract/limits.ts';
import type { PersonActor } from '../core/recovery/commands.ts';
import { canonical, derivedId, MARK_DIGITS, markedId } from '../core/values/hash.ts';

/** What the functions read of an API Gateway HTTP API event (payload format 2.0). Names of headers are in lower case there. */
export interface HttpEvent {
  /** Method and path with `{parameters}`, e.g. `GET /recoveries/{id}`. */
  readonly routeKey: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As `name=value`; the gateway takes them out of the headers. */
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
  /** Who calls: put here by the stack, never by the gateway. */
  caller?: Caller | undefined;
}

/** What API Gateway sends on. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
}

/** What an operation answers; the stack writes an object as JSON, and a text as it is. */
export interface Reply {
  readonly status: 200 | 202;
  readonly body: object | string;
  /** In place of, or beside, those that every answer carries; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** Somebody with a verified token. */
export interface Caller {
  readonly actor: PersonActor;
  /** The registry knows them. Those it does not know may do nothing but set the registry up, as admins. */
  readonly registered: boolean;
}

/** The raw bytes of the body, as they came over the wire. Throws `body-too-large`, `body-missing`. */
export function bodyBytesOf(
  { body = '', isBase64Encoded = false }: HttpEvent,
  most: number = LIMITS.bodyBytes,
): Buffer {
  // Four characters of base64 are at most three bytes; a text of UTF-16 units is at least as many bytes.
  if (body.length > most * (isBase64Encoded ? 2 : 1)) throw tooLarge(most);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > most) throw tooLarge(most);
  if (bytes.length === 0) throw problem('body-missing');
  return bytes;
}

const tooLarge = (most: number) => problem('body-too-large', { facts: { most } });

/** Throws `content-type-unsupported` unless the body is said to be JSON in UTF-8. */
export function assertJson({ headers }: HttpEvent): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charsets = parameters.map((one) => one.trim()).filter((one) => one.startsWith('charset='));
  const isUtf8 = charsets.every((one) => /^charset="?utf-8"?$/.test(one));
  if (type.trim() !== 'application/json' || !isUtf8) throw problem('content-type-unsupported');
}

/** The body as a JSON value. Throws the problem that it has. */
export function jsonOf(event: HttpEvent): unknown {
  const bytes = bodyBytesOf(event);
  assertJson(event);
  return parseJson(bytes);
}

/** A request that its caller may send again. */
export interface NamedRequest {
  /** Who sends it, and to which place: one key is another name for everybody else and everywhere else. */
  readonly scope: readonly [by: 'http' | 'page', who: string];
  readonly place: readonly string[];
  readonly key: string;
  /** What only the caller has, and nobody keeps: the cookie of a page. Empty where there is nothing of the kind. */
  readonly secret: string;
  /** The body, or what stands in its place. */
  readonly said: unknown;
}

/**
 * The id of the command in a request with an `Idempotency-Key`: the same for the same request, and of the same name for another one under the
 * same key, which `submit` refuses. Bodies have codes in them, so that the mark is keyed with what is nowhere kept: whoever reads the ledger
 * tries out no code with it.
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
