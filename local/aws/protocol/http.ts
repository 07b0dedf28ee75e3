import type { IncomingMessage } from 'node:http';
import { log } from '../../../lambdas/app/log.ts';
import { AwsError } from './aws-error.ts';

/** A request in the form that the fakes read. */
export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names; values of a repeated header are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Who sends it, when it comes from inside this process; what comes by the port shows it by its signature only. */
  readonly principal?: string;
}

export interface AwsResponse {
  readonly status: number;
  readonly contentType: string;
  /** The error's name, for the header of REST services. */
  readonly error?: string;
  /** The kind of an invoked function's failure, for Lambda's header. */
  readonly functionError?: string;
  readonly body: string;
}

/** More than any call of this system needs; DynamoDB's items, the largest, have up to 400 KiB. */
const MOST_BYTES = 2 * 1024 * 1024;

/** Reads a request to its end. Throws an `AwsError` for a body that is too large. */
export async function readRequest(message: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The excess is read and dropped: a connection with unread bytes could not be used for the next request.
    if (size <= MOST_BYTES) chunks.push(chunk);
  }
  if (size > MOST_BYTES) throw new AwsError('RequestEntityTooLarge', 'the body is too large', { status: 413 });
  const url = new URL(message.url ?? '/', 'http://localhost');
  const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** The error that a caller sees for a bug of the server: its text helps, and contains no input. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  // Whoever has gone in the middle of a request is no failure.
  if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET')
    log('error', 'a stand-in of AWS failed; the error says where', { error });
  const text = error instanceof Error ? error.message : 'unknown';
  return new AwsError('InternalFailure', `the local server failed: ${text}`, { status: 500 });
}
