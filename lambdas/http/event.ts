import type { Caller } from './caller.ts';

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
