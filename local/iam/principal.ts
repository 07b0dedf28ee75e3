import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsRequest } from '../aws/protocol/http.ts';
import { roleArn } from './physical.ts';

/** The administrator of the account: whoever runs the local system. No function can be it. */
export const OPERATOR = roleArn('operator');

const current = new AsyncLocalStorage<string>();

/** Everything that runs inside, also later, calls AWS as this principal. */
export const callingAs = <Result>(principal: string, run: () => Result): Result => current.run(principal, run);

/** For setting up, and for tests that look into the services. */
export const asOperator = <Result>(run: () => Result): Result => callingAs(OPERATOR, run);

/** Carries a principal from a client of this process to the stand-ins. */
const HEADER = 'x-countersign-principal';

/** Shows that a request was made by this process: nothing else knows it. */
const OURS = randomUUID();

/** What an SDK client sends with, as far as it matters here; all clients inherit it. */
interface Sending {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: Args) => Promise<unknown>) => (args: Args) => Promise<unknown>,
      options: { readonly step: 'build'; readonly name: string },
    ): void;
  };
  send(...given: unknown[]): unknown;
}
type Args = { readonly request: unknown };

const equipped = new WeakSet<Sending>();
let patched = false;

/**
 * From now on every SDK client of this process tells as whom it calls, like an instrumentation for traces. On AWS a function has its role's
 * credentials; here all functions share one process, so the role travels with the call.
 */
export function carryPrincipals(): void {
  if (patched) return;
  patched = true;
  const base = Object.getPrototypeOf(DynamoDBClient.prototype) as Sending;
  const { send } = base;
  base.send = function (this: Sending, ...given: unknown[]): unknown {
    if (!equipped.has(this)) {
      equipped.add(this);
      this.middlewareStack.add(tell, { step: 'build', name: 'countersignPrincipal' });
    }
    return send.apply(this, given);
  };
}

const tell = (next: (args: Args) => Promise<unknown>) => (args: Args) => {
  const principal = current.getStore();
  const { headers } = args.request as { readonly headers: Record<string, string> };
  if (principal !== undefined) headers[HEADER] = `${OURS} ${principal}`;
  return next(args);
};

/** Who sends a request: a principal of this process, or the operator by the key that only the owner of the folder can read. */
export function principalOf({ headers }: AwsRequest, operatorKey: string): string | undefined {
  const [ours, principal] = (headers[HEADER] ?? '').split(' ');
  if (ours === OURS) return principal;
  const [, key] = /Credential=([^/]+)\//.exec(headers['authorization'] ?? '') ?? [];
  return key === operatorKey ? OPERATOR : undefined;
}
