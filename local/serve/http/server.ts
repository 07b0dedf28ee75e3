import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { log } from '../../../lambdas/app/log.ts';
import type { FunctionName } from '../../../lambdas/contract/functions.ts';
import { type Claims, headersOf, type RawRequest, type Routed, splitTarget, toEvent } from './event.ts';
import { matchRoute } from './routes.ts';

/** The answer for a path outside the API. */
export interface Page {
  readonly type: string;
  readonly body: string;
}

/** The application behind the server. */
export interface App {
  /** Calls a deployed function in this process, like Lambda. */
  readonly invoke: (name: FunctionName, event: APIGatewayProxyEventV2) => Promise<unknown>;
  /** The claims of an `Authorization` header; undefined when the JWT authorizer would refuse it. */
  readonly authorize: (header: string | undefined) => Promise<Claims | undefined>;
  readonly page: (path: string) => Page | undefined;
  /** Answers where people sign in, beside the API. */
  readonly signIn?: {
    takes(path: string): boolean;
    handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  };
}

export interface HttpServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Answers the documents of the issuer from now on: functions verify tokens by them, also those of a start. */
  issue(signIn: NonNullable<App['signIn']>): void;
  /** Answers everything from now on; before, everything else is 503. */
  serve(app: App): void;
  /** Refuses further requests, lets running ones finish, and closes. A second call waits for the first. */
  close(): Promise<void>;
}

/** API Gateway's limit for a request body; the functions have their own, smaller one. */
const LARGEST_BODY = 10 * 1024 * 1024;

/** API Gateway's limit for a request line and the names and values of headers, in bytes. */
const LARGEST_HEAD = 10_240;

/** For so long API Gateway waits for a function (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). */
const PATIENCE_MS = 30_000;

/**
 * An HTTP server on loopback in place of API Gateway: it routes, verifies tokens, makes payload-v2 events and sends the functions' answers.
 * Port 0 means a free one. Rejects when the port is taken.
 */
export async function startHttp(port: number, patienceMs = PATIENCE_MS): Promise<HttpServer> {
  const server = createServer();
  await listening(server, port);
  const served: Served = { app: undefined, issuer: undefined, patienceMs };
  server.on('request', (request, response) => {
    // A kept connection would keep a closing server open.
    response.on('finish', () => server.listening || request.socket.end());
    void respond(served, request, response);
  });
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issue: (signIn) => {
      served.issuer = signIn;
    },
    serve: (app) => {
      served.app = app;
    },
    close: () => {
      closed ??= closing(server);
      return closed;
    },
  };
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });

const closing = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

interface Served {
  app: App | undefined;
  issuer: App['signIn'];
  readonly patienceMs: number;
}

async function respond(
  { app, issuer, patienceMs }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path] = splitTarget(request.url ?? '/');
  const signIn = app?.signIn ?? (path.startsWith('/.well-known/') ? issuer : undefined);
  try {
    if (signIn?.takes(path)) await signIn.handle(request, response);
    else write(response, app === undefined ? NOT_YET : await within(patienceMs, answer(app, request)));
  } catch (error) {
    // Whoever has gone in the middle of a request waits for no answer, and is no failure.
    if (request.errored === error) return;
    log('error', 'a request failed inside the local system; the error says where', {
      method: request.method,
      path,
      error,
    });
    if (response.headersSent) response.destroy();
    else write(response, plain(500, 'Internal Server Error'));
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** API Gateway's own answers, in its own words. */
const plain = (status: number, message: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify({ message })),
});

/** While it starts: what is registered is not there yet. */
const NOT_YET = plain(503, 'Service Unavailable', { 'retry-after': '1' });

/** The answer, or API Gateway's own when it takes too long; what the function does then is seen by nobody. */
async function within(ms: number, answered: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(plain(503, 'Service Unavailable')), ms);
  });
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}

async function answer(app: App, request: IncomingMessage): Promise<Answer> {
  const { method = 'GET', url: target = '/' } = request;
  if (headOf(request) > LARGEST_HEAD) return plain(431, 'Request Header Fields Too Large', { connection: 'close' });
  const [path] = splitTarget(target);
  const page = method === 'GET' || method === 'HEAD' ? app.page(path) : undefined;
  if (page !== undefined) return shown(page);
  const body = await bodyOf(request);
  if (body === undefined) return plain(413, 'Request Entity Too Large', { connection: 'close' });
  return answerApi(app, { method, target, rawHeaders: request.rawHeaders, body, sourceIp: '127.0.0.1' });
}

/** Routes a request of the API, verifies its token, and calls its function. */
export async function answerApi(app: App, request: RawRequest): Promise<Answer> {
  const { method, target, rawHeaders } = request;
  const [path] = splitTarget(target);
  const match = attempt(() => matchRoute(method, path));
  if (match === undefined) return plain(400, 'Bad Request');
  if (!match.found && match.allowed.length > 0)
    return plain(405, 'Method Not Allowed', { allow: match.allowed.join(', ') });
  if (!match.found) return plain(404, 'Not Found');
  const { authorization } = headersOf(rawHeaders);
  const claims = match.route.auth === 'token' ? await app.authorize(authorization) : undefined;
  if (match.route.auth === 'token' && claims === undefined)
    return plain(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
  return call(app, request, { ...match, ...(claims === undefined ? {} : { claims }), at: new Date() });
}

const attempt = <Value>(work: () => Value): Value | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

const headOf = ({ method = '', url = '', rawHeaders }: IncomingMessage): number =>
  [method, url, ...rawHeaders].reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** Undefined for a body above API Gateway's limit. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function call(app: App, request: RawRequest, routed: Routed): Promise<Answer> {
  const result = await app.invoke(routed.route.function, toEvent(request, routed));
  if (!isStructured(result)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(result)) };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result;
  return {
    status: statusCode,
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
      ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
    },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

interface Structured {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** An answer without a status code is the body: API Gateway infers this. */
const isStructured = (result: unknown): result is Structured =>
  typeof result === 'object' && result !== null && 'statusCode' in result && typeof result.statusCode === 'number';

const shown = ({ type, body }: Page): Answer => ({
  status: 200,
  headers: {
    'content-type': type,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  },
  body: Buffer.from(body),
});

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('content-length', body.length);
  response.end(body);
}
