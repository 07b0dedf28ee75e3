import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { hasDoor, type SdkRequest, throughDoor } from '../aws/protocol/door.ts';
import type { AwsRequest } from '../aws/protocol/http.ts';
import { roleArn } from './physical.ts';

/** The administrator of the account: whoever runs the local system. No function can be it. */
export const OPERATOR = roleArn('operator');

const current = new AsyncLocalStorage<string>();

/** Everything that runs inside, also later, calls AWS as this principal. */
export const callingAs = <Result>(principal: string, run: () => Result): Result => current.run(principal, run);

/** For setting up, and for tests that look into the services. */
export const asOperator = <Result>(run: () => Result): Result => callingAs(OPERATOR, run);

/** The part of an SDK client that matters here; all clients inherit it. */
interface Sending {
  readonly config: { cacheMiddleware?: boolean; signer: (scheme?: unknown) => Promise<Signer> };
  readonly middlewareStack: {
    remove(name: string): boolean;
    add(
      middleware: (next: Next) => Next,
      options: { readonly step: 'deserialize'; readonly priority: 'low'; readonly name: string },
    ): void;
  };
  send(...given: unknown[]): unknown;
}
interface Signer {
  sign(request: SdkRequest, ...options: readonly unknown[]): Promise<SdkRequest>;
}
type Next = (args: { readonly request: unknown }) => Promise<unknown>;

/** Steps of every call whose results the stand-ins drop. */
const UNHEARD = ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'] as const;

const equipped = new WeakSet<Sending>();
let patched = false;

/**
 * From now on every SDK client of this process reaches the stand-ins of this process by a call, and the call says as whom it is made. On
 * AWS a function has its role's credentials; here all functions share one process, so the role is in the asynchronous context of the call.
 * The clients are patched like by an instrumentation for traces; calls to other addresses are sent as before.
 */
export function reachStandIns(): void {
  if (patched) return;
  patched = true;
  const base = Object.getPrototypeOf(DynamoDBClient.prototype) as Sending;
  const { send } = base;
  base.send = function (this: Sending, ...given: unknown[]): unknown {
    if (!equipped.has(this)) {
      equipped.add(this);
      // They would copy every input and output for a log that nobody keeps, and name the program to nobody who reads it.
      for (const name of UNHEARD) this.middlewareStack.remove(name);
      this.config.signer = unsigned(this.config.signer);
      // Nothing is added after this, so the way of a command through its client is laid once.
      this.config.cacheMiddleware = true;
      // The last one before the socket: the request is complete and signed, and its answer is read as if it came by the socket.
      this.middlewareStack.add(inProcess, { step: 'deserialize', priority: 'low', name: 'countersignInProcess' });
    }
    return send.apply(this, given);
  };
  const { fetch: sent } = globalThis;
  globalThis.fetch = async (input, init = {}) => (await fetchedInside(input, init)) ?? sent(input, init);
}

/** The same for a call that is no SDK client's; undefined where no door is, or nobody is said to make it. */
async function fetchedInside(input: Parameters<typeof fetch>[0], { method = 'GET', headers, body }: RequestInit) {
  const principal = current.getStore();
  if (principal === undefined || input instanceof Request) return undefined;
  const { hostname, port, pathname: path } = new URL(input);
  const to = { hostname, ...(port !== '' && { port: Number(port) }) };
  const request = { ...to, method, path, headers: Object.fromEntries(new Headers(headers)), body: body ?? undefined };
  const answer = await throughDoor(request, principal);
  return answer && new Response(Buffer.from(answer.body), { status: answer.statusCode, headers: answer.headers });
}

/** A request that says as whom it is made, through a door, needs no signature: nobody checks it. Every other request is signed as before. */
const unsigned =
  (signer: Sending['config']['signer']): typeof signer =>
  async (scheme) => ({
    sign: async (request, ...options) => {
      if (current.getStore() === undefined || !hasDoor(request))
        return (await signer(scheme)).sign(request, ...options);
      request.headers['authorization'] = 'AWS4-HMAC-SHA256 of the same process';
      return request;
    },
  });

const inProcess =
  (next: Next): Next =>
  async (args) => {
    const response = throughDoor(args.request as SdkRequest, current.getStore());
    return response === undefined ? next(args) : { response: await response };
  };

/** Who sends a request: a principal of this process, or the operator by the key that only the owner of the folder can read. */
export function principalOf({ principal, headers }: AwsRequest, operatorKey: string): string | undefined {
  if (principal !== undefined) return principal;
  const [, key] = /Credential=([^/]+)\//.exec(headers['authorization'] ?? '') ?? [];
  return key === operatorKey ? OPERATOR : undefined;
}
