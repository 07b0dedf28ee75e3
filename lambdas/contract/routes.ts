import type { FunctionName } from './functions.ts';

/** Who vouches for the caller of a route: a bearer token, a signature over the body, or nobody. */
export type RouteAuth = 'token' | 'signature' | 'none';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path with `{parameters}`, as API Gateway writes it. */
  readonly path: string;
  readonly function: FunctionName;
  readonly auth: RouteAuth;
}

export const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/webhooks/{source}', function: 'webhook', auth: 'signature' },
  { method: 'POST', path: '/signals/{source}', function: 'signals', auth: 'signature' },
  { method: 'POST', path: '/recoveries', function: 'openRecovery', auth: 'token' },
  { method: 'GET', path: '/recoveries', function: 'query', auth: 'token' },
  { method: 'GET', path: '/recoveries/{id}', function: 'query', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/proofs', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/countersignatures', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/rejections', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/revisions', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/stops', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/reviews', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/claims', function: 'claim', auth: 'token' },
  { method: 'GET', path: '/tickets', function: 'query', auth: 'token' },
  { method: 'POST', path: '/registry/proposals', function: 'registry', auth: 'token' },
  { method: 'POST', path: '/registry/confirmations', function: 'registry', auth: 'token' },
  { method: 'GET', path: '/ledger', function: 'query', auth: 'token' },
  { method: 'GET', path: '/ledger/{account}', function: 'query', auth: 'token' },
  { method: 'GET', path: '/openapi.json', function: 'openapi', auth: 'none' },
];
