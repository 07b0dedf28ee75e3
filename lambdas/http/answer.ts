import { createHash } from 'node:crypto';
import { Problem, problem } from '../app/problem.ts';
import { LedgerCorrupt } from '../core/audit/commit.ts';
import { AdapterError } from '../ports/errors.ts';
import type { HttpEvent, HttpResult, Reply } from './event.ts';
import { statusOf } from './status.ts';

/** Headers of every answer: no caching, no framing, no type sniffing, only over TLS. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

/** Members of a problem that a fact of the same name must not overwrite. */
const RESERVED: readonly string[] = ['type', 'title', 'status', 'code', 'detail', 'instance', 'next', 'correlation'];

/** Turns an operation's answer into a response, as JSON or as plain text. */
export const answerReply = ({ status, body, headers = {}, cookies }: Reply, correlation: string): HttpResult => ({
  statusCode: status,
  headers: { ...HEADERS, 'content-type': 'application/json', ...headers, 'x-correlation-id': correlation },
  ...(cookies === undefined ? {} : { cookies }),
  ...written(body),
});

/**
 * The same answer, or 304 without a body for a reader who says that they have it already (RFC 9110 section 13.1.2). Only reads of JSON have a
 * tag; it is made of the answer to this reader, so that it says nothing of what others are shown.
 */
export function unlessHeld(result: HttpResult, { routeKey, headers: asked }: HttpEvent): HttpResult {
  const { statusCode, headers, body } = result;
  const isTagged = routeKey.startsWith('GET ') && statusCode === 200 && headers['content-type'] === 'application/json';
  if (!isTagged) return result;
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const tagged: Readonly<Record<string, string>> = { ...headers, etag };
  const held = (asked['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (!held.includes(etag)) return { ...result, headers: tagged };
  const { 'content-type': _, ...kept } = tagged;
  return { statusCode: 304, headers: kept, body: '' };
}

function written(body: Reply['body']): Pick<HttpResult, 'body' | 'isBase64Encoded'> {
  if (body instanceof Uint8Array) return { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  return { body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/**
 * A problem in the form of RFC 9457, with the rule, its owner and the next step. A fact with a reserved name gets the prefix `recovery`, as
 * in `recoveryStatus`. A fact that names a policy rule replaces the fixed rule.
 */
export function answerProblem(problem: Problem, correlation: string): HttpResult {
  const { code, message: title, facts } = problem;
  const status = statusOf(code);
  const members = Object.entries(facts).map(([name, fact]) => [RESERVED.includes(name) ? spelled(name) : name, fact]);
  const body = {
    ...{ type: `urn:countersign:problem:${code}`, title, status, code, detail: detailOf(problem) },
    ...problem.answered,
    ...Object.fromEntries(members),
    correlation,
  };
  return {
    statusCode: status,
    headers: {
      ...HEADERS,
      'content-type': 'application/problem+json',
      'x-correlation-id': correlation,
      ...(status === 503 || code === 'contention' ? { 'retry-after': '1' } : {}),
      ...(code.startsWith('token-') ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify(body),
  };
}

const spelled = (name: string): string => `recovery${name.charAt(0).toUpperCase()}${name.slice(1)}`;

function detailOf({ message, facts }: Problem): string {
  const errors = Array.isArray(facts['errors']) ? (facts['errors'] as { pointer: string }[]) : [];
  if (errors.length === 0) return message;
  return `${message}; see ${errors.map(({ pointer }) => `\`${pointer}\``).join(', ')}`;
}

/**
 * The only place where errors become answers. An unexpected error shows only a correlation id: its message could quote a caller's input.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // 500: people must act, and a ticket system delivers again.
  if (error instanceof LedgerCorrupt) return problem('stream-stopped', { cause: error });
  if (error instanceof AdapterError && error.code === 'contention') return problem('contention', { cause: error });
  if (error instanceof AdapterError && error.code === 'cursor-malformed')
    return problem('cursor-malformed', { cause: error });
  if (error instanceof AdapterError && error.retryable) return problem('unavailable', { cause: error });
  // Middy throws this shortly before the function's timeout: the work may be done or not.
  if (error instanceof Error && error.name === 'TimeoutError') return problem('unavailable', { cause: error });
  return problem('internal', { cause: error });
}
