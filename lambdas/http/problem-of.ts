import { Problem, problem } from '../app/problem.ts';
import { AdapterError } from '../ports/errors.ts';

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
