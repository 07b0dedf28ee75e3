import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROUTES } from '../../lambdas/contract/routes.ts';
import { mistakeOf } from './described-stack.ts';
import { undescribed } from './undescribed.ts';

/** Used as a token; no output may contain it. */
export const TOKEN = 'canary-token-5f1c0e';

export interface Seen {
  /** Method and target as sent, e.g. `GET /recoveries?which=open`. */
  readonly line: string;
  readonly body: unknown;
  readonly key: string | undefined;
}

/** A scripted answer: a status and JSON, a text unchanged, or nothing (the connection is cut). */
export type Scripted = { readonly status?: number; readonly body: unknown; readonly retryAfter?: string } | 'cut';

/** Replies by request line; a list is used one by one, and its last one is repeated. */
export type Script = Readonly<Record<string, Scripted | readonly Scripted[]>>;

export interface FakeService {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Problems of the requests: an unknown route, a missing header. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** A server with the service's API by a script. It complains about every request that the API would refuse. */
export async function fakeService(script: Script): Promise<FakeService> {
  const seen: Seen[] = [];
  const complaints: string[] = [];
  const turns = new Map<string, number>();
  const server = createServer((request, response) => {
    void read(request).then((one) => {
      seen.push(one);
      complaints.push(...complaintsAbout(request));
      const turn = turns.get(one.line) ?? 0;
      turns.set(one.line, turn + 1);
      const reply = replyFor(script, one.line, turn);
      if (reply === 'cut') return request.socket.destroy();
      if (one.line in script) assertAnswered(one.line, reply);
      const retry = reply.retryAfter === undefined ? {} : { 'retry-after': reply.retryAfter };
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...retry });
      return response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, complaints, close: () => closed(server) };
}

/** The fake refuses only like the service: a problem must be in the OpenAPI document of its route. */
function assertAnswered(line: string, { status = 200, body }: Exclude<Scripted, 'cut'>): void {
  const [method = '', target = ''] = line.split(' ');
  const route = ROUTES.find((one) => one.method === method && patternOf(one.path).test(target.split('?')[0] ?? ''));
  if (route === undefined || typeof body !== 'object' || body === null || !('code' in body) || status < 400) return;
  const headers = { 'content-type': 'application/problem+json' };
  const answer = { statusCode: status, headers, body: JSON.stringify(body) };
  const mistake = mistakeOf(`${route.method} ${route.path}`, answer);
  if (mistake !== undefined) undescribed.push(mistake);
}

/** A problem as the service writes it. */
export const aProblem = (status: number, code: string, facts: object = {}): Scripted => ({
  status,
  body: {
    type: `urn:countersign:problem:${code}`,
    title: `title of ${code}`,
    status,
    code,
    ...facts,
    correlation: 'corr-1',
  },
});

function replyFor(script: Script, line: string, turn: number): Scripted {
  const scripted = script[line];
  if (scripted === undefined) return aProblem(404, 'not-scripted', { line });
  if (!Array.isArray(scripted)) return scripted as Scripted;
  return (scripted as readonly Scripted[])[Math.min(turn, scripted.length - 1)] ?? 'cut';
}

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const key = request.headers['idempotency-key'];
  return {
    line: `${request.method} ${request.url}`,
    body: text === '' ? undefined : JSON.parse(text),
    key: typeof key === 'string' ? key : undefined,
  };
}

/** `{name}` is one segment of a path, `{name+}` its rest. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+').replace(/\{\w+\+\}/g, '.+')}$`);

function complaintsAbout({ method, url = '', headers }: IncomingMessage): string[] {
  const path = url.split('?')[0] ?? '';
  const route = ROUTES.find((one) => one.method === method && patternOf(one.path).test(path));
  // Whoever asks a route that needs no token sends none, to nobody.
  if (route?.auth === 'none') return headers.authorization === undefined ? [] : [`authorization of ${path}`];
  const posts = method === 'POST';
  return [
    route !== undefined ? '' : `no route: ${method} ${path}`,
    headers.authorization === `Bearer ${TOKEN}` ? '' : `authorization of ${path}`,
    headers.accept === 'application/json' ? '' : `accept of ${path}`,
    !posts || headers['content-type'] === 'application/json' ? '' : `content type of ${path}`,
    posts === /^[A-Za-z0-9_-]{1,64}$/.test(String(headers['idempotency-key'] ?? '')) ? '' : `key of ${path}`,
  ].filter((complaint) => complaint !== '');
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
