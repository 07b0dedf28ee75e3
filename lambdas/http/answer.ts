import { Problem, problem } from '../app/problem.ts';
import { AdapterError } from '../ports/errors.ts';
import type { HttpResult, Reply } from './event.ts';
import { statusOf } from './status.ts';

/** What every answer carries: it is nobody's to keep, to frame, to guess the type of, or to send without TLS. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

/** Members of a problem that a fact of the same name must not change. */
const RESERVED: readonly string[] = ['type', 'title', 'status', 'code', 'detail', 'instance', 'correlation'];

/** What an operation answered, as JSON, or as the text that it is. */
export const answerReply = ({ status, body, headers = {}, cookies }: Reply, correlation: string): HttpResult => ({
  statusCode: status,
  headers: { ...HEADERS, 'content-type': 'application/json', ...headers, 'x-correlation-id': correlation },
  ...(cookies === undefined ? {} : { cookies }),
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** A problem as RFC 9457 writes it; a fact whose name it has itself becomes `recovery` and that name, as in `recoveryStatus`. */
export function answerProblem(problem: Problem, correlation: string): HttpResult {
  const { code, message: title, facts } = problem;
  const status = statusOf(code);
  const members = Object.entries(facts).map(([name, fact]) => [RESERVED.includes(name) ? spelled(name) : name, fact]);
  const body = {
    ...{ type: `urn:countersign:problem:${code}`, title, status, code, detail: detailOf(problem) },
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
 * The one place where errors become answers. What is not expected says nothing but its correlation id: its message could quote what
 * somebody sent.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof AdapterError && error.code === 'contention') return problem('contention', { cause: error });
  if (error instanceof AdapterError && error.code === 'cursor-malformed')
    return problem('cursor-malformed', { cause: error });
  if (error instanceof AdapterError && error.retryable) return problem('unavailable', { cause: error });
  // What middy throws shortly before the function would be cut off: what was under way may have been done or not.
  if (error instanceof Error && error.name === 'TimeoutError') return problem('unavailable', { cause: error });
  return problem('internal', { cause: error });
}
