import type { LdapClient, OpenClient } from '../../lambdas/adapters/connectors/ldap/session.ts';
import type { Breakable } from '../contracts/faults.ts';
import type { Fault } from './faulty-client.ts';

/** The calls that reach the directory. */
const CALLS: readonly PropertyKey[] = ['bind', 'search', 'modify', 'exop', 'compare'];

/** Connections that break at one chosen call, over all connections that are opened. */
export function faultyOpening(open: OpenClient): Breakable & { readonly open: OpenClient } {
  let countdown = 0;
  let armed: Fault = 'before';
  const sending = async (call: () => Promise<unknown>): Promise<unknown> => {
    countdown -= 1;
    const fault = countdown === 0 ? armed : undefined;
    if (fault === 'before') throw lost();
    const answer = await call();
    if (fault === 'after') throw lost();
    return answer;
  };
  return {
    open: (url, ca) => tapped(open(url, ca), (_, call) => sending(call)),
    failAt: (nth, fault) => {
      countdown = nth;
      armed = fault;
    },
    hasFailed: () => countdown <= 0,
  };
}

const lost = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** A client each of whose calls goes through `tap`, with its name. */
export const tapped = (
  client: LdapClient,
  tap: (name: string, call: () => Promise<unknown>) => Promise<unknown>,
): LdapClient =>
  new Proxy(client, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      const call = (...args: unknown[]): Promise<unknown> => Reflect.apply(member, target, args);
      return CALLS.includes(key) ? (...args: unknown[]) => tap(String(key), () => call(...args)) : call;
    },
  });
