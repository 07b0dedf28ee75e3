import { problem } from '../app/problem.ts';
import { parseJson } from '../app/untrusted/json.ts';
import { LIMITS } from '../contract/limits.ts';
import type { HttpEvent } from './event.ts';

/** The raw bytes of the body, as they came over the wire. Throws `body-too-large`, `body-missing`. */
export function bytesOf({ body = '', isBase64Encoded = false }: HttpEvent): Buffer {
  // Four characters of base64 are at most three bytes; a text of UTF-16 units is at least as many bytes.
  if (body.length > LIMITS.bodyBytes * (isBase64Encoded ? 2 : 1)) throw tooLarge();
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > LIMITS.bodyBytes) throw tooLarge();
  if (bytes.length === 0) throw problem('body-missing');
  return bytes;
}

const tooLarge = () => problem('body-too-large', { facts: { most: LIMITS.bodyBytes } });

/** Throws `content-type-unsupported` unless the body is said to be JSON in UTF-8. */
export function assertJson({ headers }: HttpEvent): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charsets = parameters.map((one) => one.trim()).filter((one) => one.startsWith('charset='));
  const isUtf8 = charsets.every((one) => /^charset="?utf-8"?$/.test(one));
  if (type.trim() !== 'application/json' || !isUtf8) throw problem('content-type-unsupported');
}

/** The body as a JSON value. Throws the problem that it has. */
export function jsonOf(event: HttpEvent): unknown {
  const bytes = bytesOf(event);
  assertJson(event);
  return parseJson(bytes);
}
