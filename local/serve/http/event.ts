import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { APIGatewayEventRequestContextV2, APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Route } from '../../../lambdas/contract/routes.ts';

/** Claims of a verified token in the JWT authorizer's form: every value is text. */
export type Claims = Readonly<Record<string, string>>;

/** A request as received. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** Names and values alternating, as sent: `['Host', 'a', 'Accept', 'b']`. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface Routed {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
  /** Absent on routes without a token. */
  readonly claims?: Claims;
  readonly at: Date;
}

type Context = APIGatewayEventRequestContextV2 & {
  authorizer?: { jwt: { claims: Record<string, string>; scopes: string[] | null } };
};

/** The API Gateway HTTP API event (payload format 2.0) of a request. */
export function toEvent(request: RawRequest, routed: Routed): APIGatewayProxyEventV2 {
  const [path, query] = splitTarget(request.target);
  const { cookie, ...headers } = headersOf(request.rawHeaders);
  const text = isUtf8(request.body);
  const parameters = queryOf(query);
  return {
    version: '2.0',
    routeKey: `${routed.route.method} ${routed.route.path}`,
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers,
    ...(Object.keys(parameters).length === 0 ? {} : { queryStringParameters: parameters }),
    requestContext: contextOf(request, routed, { path, headers }),
    ...(request.body.length === 0 ? {} : { body: request.body.toString(text ? 'utf8' : 'base64') }),
    ...(Object.keys(routed.parameters).length === 0 ? {} : { pathParameters: { ...routed.parameters } }),
    isBase64Encoded: request.body.length > 0 && !text,
  };
}

function contextOf(
  { method, sourceIp }: RawRequest,
  { route, claims, at }: Routed,
  { path, headers }: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
): Context {
  const domainName = headers['host'] ?? 'localhost';
  return {
    accountId: '000000000000',
    apiId: 'local',
    ...(claims === undefined ? {} : { authorizer: { jwt: { claims: { ...claims }, scopes: null } } }),
    domainName,
    domainPrefix: 'local',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent'] ?? '' },
    requestId: randomUUID(),
    routeKey: `${route.method} ${route.path}`,
    stage: '$default',
    time: logTime(at),
    timeEpoch: at.getTime(),
  };
}

export const splitTarget = (target: string): readonly [path: string, query: string] => {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
};

/** Lower-case names; values of a repeated header are joined by a comma. */
export function headersOf(rawHeaders: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(headers);
}

/** Decoded; values of a repeated parameter are joined by a comma. */
function queryOf(query: string): Record<string, string> {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Common log format in UTC, e.g. `20/Nov/2026:10:00:00 +0000`. */
function logTime(at: Date): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
