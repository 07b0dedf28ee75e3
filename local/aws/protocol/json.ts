import { AwsError } from './aws-error.ts';
import type { AwsRequest, AwsResponse } from './http.ts';
import { type Operations, perform } from './operations.ts';

/** A service that speaks AWS JSON 1.0 or 1.1: the header `X-Amz-Target` names service and operation. */
export interface JsonService {
  /** The part of `X-Amz-Target` before the dot. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  readonly operations: Operations;
}

/** Answers a call of a JSON service. Throws the operation's error. */
export async function answerJson(service: JsonService, request: AwsRequest): Promise<AwsResponse> {
  const operation = (request.headers['x-amz-target'] ?? '').slice(service.target.length + 1);
  const answer = await perform(service.operations, operation, parse(request.body));
  return { status: 200, contentType: contentTypeOf(service), body: JSON.stringify(answer ?? {}) };
}

/** An error in the format of JSON services and REST services. */
export const jsonError = (contentType: string, { name, message, status, members }: AwsError): AwsResponse => ({
  status,
  contentType,
  error: name,
  body: JSON.stringify({ __type: name, message, ...members }),
});

export const contentTypeOf = ({ version }: JsonService): string => `application/x-amz-json-${version}`;

/** Parameters from a JSON body; an empty body is an empty object. Throws `SerializationException`. */
export function parse(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 'the body is no JSON');
  }
}
