import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AwsRequest, AwsResponse } from './http.ts';

/** How the SDK's clients of this process reach the stand-ins: by a call, without a socket. Every other program uses the HTTP port. */

/** A request as an SDK client would put it on the wire. */
export interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** An answer in the form that an SDK client reads. */
export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

type Answers = (request: AwsRequest) => Promise<AwsResponse>;

const doors = new Map<string, Answers>();

/** Receives every request that goes through a door, in the context of whoever sends it: `{ request: AwsRequest }`. */
export const ASKED = 'countersign.aws.asked';
const asked = channel(ASKED);

/** From now on requests of this process to this address are answered by a call. Returns a function that ends it. */
export function openDoor(endpoint: string, answers: Answers): () => void {
  const { host } = new URL(endpoint);
  // A socket would end the caller's asynchronous context, and so does a door: nothing of a function leaks into what it sets off.
  const outside = AsyncLocalStorage.snapshot();
  doors.set(host, (request) => outside(answers, request));
  return () => doors.delete(host);
}

const answersAt = ({ hostname, port = 80 }: Pick<SdkRequest, 'hostname' | 'port'>) => doors.get(`${hostname}:${port}`);

/** Whether a request to this address is answered by a call. */
export const hasDoor = (to: Pick<SdkRequest, 'hostname' | 'port'>): boolean => answersAt(to) !== undefined;

/** Undefined where no door is. */
export function throughDoor(request: SdkRequest, principal: string | undefined): Promise<SdkResponse> | undefined {
  const answers = answersAt(request);
  return answers && pass(answers, { ...received(request), ...(principal !== undefined && { principal }) });
}

async function pass(answers: Answers, request: AwsRequest): Promise<SdkResponse> {
  asked.publish({ request });
  // Timers, and people who wait at the port, have their turn between two calls.
  await nextTurn();
  const answer = await answers(request);
  return { statusCode: answer.status, headers: headersOf(answer), body: Buffer.from(answer.body) };
}

function received({ method, path, query = {}, headers, body }: SdkRequest): AwsRequest {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one): [string, string] => [name, one]),
  );
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return { method, path, query: new URLSearchParams(pairs), headers: Object.fromEntries(lowered), body: textOf(body) };
}

function textOf(body: unknown): string {
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
  throw new TypeError('only a body that is complete goes through a door');
}

/** The headers of an answer, by socket and by door. */
export const headersOf = ({ contentType, error, functionError }: AwsResponse): Readonly<Record<string, string>> => ({
  'content-type': contentType,
  ...(error !== undefined && { 'x-amzn-errortype': error }),
  ...(functionError !== undefined && { 'x-amz-function-error': functionError }),
});
