import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { LOOPBACK_PATH, LOOPBACK_PORTS, loopbackAddress } from '../../../lambdas/contract/sign-in.ts';
import { EXIT, Failure } from '../failure.ts';

/** Where the browser comes back to. */
export interface Loopback {
  /** The redirect address. */
  readonly address: string;
  /**
   * The address with which the browser came back for this `state`; undefined when it did not within these milliseconds. Once. Never settles when
   * it is closed before.
   */
  answer(state: string, milliseconds: number): Promise<URL | undefined>;
  close(): Promise<void>;
}

/** Both addresses that browsers try for `localhost`: else somebody else on this machine could wait on the other one. */
const HOSTS = ['127.0.0.1', '::1'] as const;

/** Waits on the first of the three ports that is free. Throws a `Failure` when none is. */
export async function openLoopback(): Promise<Loopback> {
  for (const port of LOOPBACK_PORTS) {
    const servers = await listenOn(port);
    if (servers !== undefined) return loopbackOn(port, servers);
  }
  throw new Failure(
    EXIT.refused,
    { code: 'ports-taken', title: `the ports ${LOOPBACK_PORTS.join(', ')} of this machine are taken` },
    { hint: 'end another `countersign login`, or the program that has them; the issuer knows only these' },
  );
}

function loopbackOn(port: number, servers: readonly Server[]): Loopback {
  let timer: NodeJS.Timeout | undefined;
  return {
    address: loopbackAddress(port),
    answer: (state, milliseconds) =>
      new Promise((resolve) => {
        timer = setTimeout(() => resolve(undefined), milliseconds);
        for (const server of servers)
          server.on('request', (request, response) => {
            const url = answerIn(request, port, state);
            show(response, url);
            if (url === undefined) return;
            clearTimeout(timer);
            resolve(url);
          });
      }),
    close: async () => {
      // Who does not wait any more does not keep the process.
      clearTimeout(timer);
      for (const server of servers) await closing(server);
    },
  };
}

/** A request with another name, path or state did not come from this sign-in: a page elsewhere cannot end it. */
function answerIn({ url = '', headers, method }: IncomingMessage, port: number, state: string): URL | undefined {
  const asked = URL.canParse(url, loopbackAddress(port)) ? new URL(url, loopbackAddress(port)) : undefined;
  const ours = method === 'GET' && headers.host === `localhost:${port}` && asked?.pathname === LOOPBACK_PATH;
  return ours && asked?.searchParams.get('state') === state ? asked : undefined;
}

function show(response: ServerResponse, answer: URL | undefined): void {
  const says = answer === undefined ? 'Not found' : 'Go back to the terminal. This window can be closed.';
  response.writeHead(answer === undefined ? 404 : 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(`<!doctype html><html lang="en"><title>Countersign</title><p>${says}</p></html>`);
}

/** Undefined when another program has the port on either address. A machine without IPv6 waits on one. */
async function listenOn(port: number): Promise<readonly Server[] | undefined> {
  const servers: Server[] = [];
  for (const host of HOSTS) {
    const server = createServer();
    const code = await new Promise<string | undefined>((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
      server.listen(port, host, () => resolve(undefined));
    });
    if (code === undefined) servers.push(server);
    else if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) {
      for (const open of servers) await closing(open);
      return undefined;
    }
  }
  return servers.length === 0 ? undefined : servers;
}

const closing = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
