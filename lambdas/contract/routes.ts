import type { FunctionName } from './functions.ts';

/** What authenticates the caller of a route: a bearer token, a signature over the body, or nothing. */
export type RouteAuth = 'token' | 'signature' | 'none';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /**
   * Path with `{parameters}`, as API Gateway writes it. A final `{name+}` takes the rest of the path: API Gateway decodes `%2F` before it
   * matches routes, and account ids contain slashes.
   */
  readonly path: string;
  readonly function: FunctionName;
  readonly auth: RouteAuth;
}

/** Who calls a route, as far as a flood of one must not hold up another. */
export type RouteClass = 'people' | 'page' | 'stops' | 'webhooks' | 'signals';

/**
 * People have a token, the page has none, and what signs is a ticket system, a vendor, or a source of signals. Whoever was told of a recovery
 * that they did not ask for stops it (rule 11): a flood of the page must leave room for that.
 */
export function classOf({ auth, function: name, path }: Route): RouteClass {
  if (auth === 'token') return 'people';
  if (auth === 'none') return path.endsWith('/stops') ? 'stops' : 'page';
  return name === 'signals' ? 'signals' : 'webhooks';
}

export const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/webhooks/{source}', function: 'webhook', auth: 'signature' },
  { method: 'POST', path: '/signals/{source}', function: 'signals', auth: 'signature' },
  { method: 'GET', path: '/directory-hooks/okta', function: 'signals', auth: 'signature' },
  { method: 'POST', path: '/directory-hooks/okta', function: 'signals', auth: 'signature' },
  { method: 'POST', path: '/vendor/{source}', function: 'vendor', auth: 'signature' },
  { method: 'POST', path: '/accounts/searches', function: 'query', auth: 'token' },
  { method: 'POST', path: '/people/searches', function: 'query', auth: 'token' },
  { method: 'POST', path: '/recoveries', function: 'openRecovery', auth: 'token' },
  { method: 'GET', path: '/recoveries', function: 'query', auth: 'token' },
  { method: 'GET', path: '/recoveries/{id}', function: 'query', auth: 'token' },
  { method: 'GET', path: '/recoveries/{id}/offers', function: 'recoveryCommands', auth: 'token' },
  { method: 'GET', path: '/recoveries/{id}/contacts', function: 'query', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/challenges', function: 'callBack', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/answers', function: 'callBack', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/proofs', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/bindings', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/countersignatures', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/rejections', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/revisions', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/emergencies', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/links', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/handovers', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/stops', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/work', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/work-confirmations', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/reviews', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/subject-answers', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/recoveries/{id}/claims', function: 'claim', auth: 'token' },
  { method: 'POST', path: '/calls', function: 'callBack', auth: 'token' },
  { method: 'GET', path: '/calls', function: 'callBack', auth: 'token' },
  { method: 'POST', path: '/calls/{id}/answers', function: 'callBack', auth: 'token' },
  { method: 'POST', path: '/delegations', function: 'recoveryCommands', auth: 'token' },
  { method: 'POST', path: '/delegations/withdrawals', function: 'recoveryCommands', auth: 'token' },
  { method: 'GET', path: '/delegations', function: 'query', auth: 'token' },
  { method: 'GET', path: '/waiting', function: 'query', auth: 'token' },
  { method: 'GET', path: '/recoveries/{id}/history', function: 'query', auth: 'token' },
  { method: 'GET', path: '/alerts', function: 'query', auth: 'token' },
  { method: 'GET', path: '/put-aside', function: 'query', auth: 'token' },
  { method: 'GET', path: '/receipts', function: 'query', auth: 'token' },
  { method: 'GET', path: '/freezes', function: 'query', auth: 'token' },
  { method: 'GET', path: '/registry/differences/{digest}', function: 'registry', auth: 'token' },
  { method: 'GET', path: '/registry/findings', function: 'query', auth: 'token' },
  { method: 'GET', path: '/registry/findings/{source}/records', function: 'query', auth: 'token' },
  { method: 'GET', path: '/registry/proposals', function: 'query', auth: 'token' },
  { method: 'GET', path: '/registry/proposals/{stream+}', function: 'query', auth: 'token' },
  { method: 'GET', path: '/search', function: 'query', auth: 'token' },
  { method: 'GET', path: '/policies/{digest}', function: 'query', auth: 'token' },
  { method: 'GET', path: '/me/parts', function: 'query', auth: 'token' },
  { method: 'GET', path: '/me/signing', function: 'query', auth: 'token' },
  { method: 'GET', path: '/me/accounts', function: 'enrolment', auth: 'token' },
  { method: 'GET', path: '/me/authenticators', function: 'enrolment', auth: 'token' },
  { method: 'POST', path: '/me/authenticators', function: 'enrolment', auth: 'token' },
  { method: 'POST', path: '/me/authenticators/offers', function: 'enrolment', auth: 'token' },
  { method: 'DELETE', path: '/me/authenticators/{id}', function: 'enrolment', auth: 'token' },
  { method: 'POST', path: '/me/recovery-contacts', function: 'enrolment', auth: 'token' },
  { method: 'DELETE', path: '/me/recovery-contacts/{id}', function: 'enrolment', auth: 'token' },
  { method: 'GET', path: '/me/calls', function: 'enrolment', auth: 'token' },
  { method: 'POST', path: '/me/calls/reports', function: 'enrolment', auth: 'token' },
  { method: 'POST', path: '/suspicions', function: 'warnings', auth: 'token' },
  { method: 'POST', path: '/threats', function: 'warnings', auth: 'token' },
  { method: 'POST', path: '/threats/lowerings', function: 'warnings', auth: 'token' },
  { method: 'GET', path: '/threats', function: 'query', auth: 'token' },
  { method: 'POST', path: '/incidents', function: 'warnings', auth: 'token' },
  { method: 'POST', path: '/incidents/ends', function: 'warnings', auth: 'token' },
  { method: 'GET', path: '/incidents', function: 'query', auth: 'token' },
  { method: 'GET', path: '/tickets', function: 'query', auth: 'token' },
  { method: 'POST', path: '/registry/policy-checks', function: 'registry', auth: 'token' },
  { method: 'POST', path: '/registry/proposals', function: 'registry', auth: 'token' },
  { method: 'POST', path: '/registry/confirmations', function: 'registry', auth: 'token' },
  { method: 'GET', path: '/doctor', function: 'doctor', auth: 'token' },
  { method: 'GET', path: '/doctor/records', function: 'doctor', auth: 'token' },
  { method: 'GET', path: '/keys', function: 'query', auth: 'token' },
  { method: 'GET', path: '/ledger', function: 'query', auth: 'token' },
  { method: 'POST', path: '/ledger/redeliver', function: 'redeliver', auth: 'token' },
  { method: 'GET', path: '/ledger/{account+}', function: 'query', auth: 'token' },
  { method: 'GET', path: '/r/{id}', function: 'requesterPage', auth: 'none' },
  { method: 'GET', path: '/r/assets/{name}', function: 'requesterPage', auth: 'none' },
  { method: 'GET', path: '/r/{id}/state', function: 'requester', auth: 'none' },
  { method: 'POST', path: '/r/{id}/challenges', function: 'requesterChallenge', auth: 'none' },
  { method: 'POST', path: '/r/{id}/answers', function: 'requester', auth: 'none' },
  { method: 'POST', path: '/r/{id}/words', function: 'requester', auth: 'none' },
  { method: 'POST', path: '/r/{id}/stops', function: 'requester', auth: 'none' },
  { method: 'POST', path: '/r/{id}/claims', function: 'requester', auth: 'none' },
  { method: 'POST', path: '/calls/lookups', function: 'requester', auth: 'none' },
  { method: 'POST', path: '/calls/reports', function: 'requester', auth: 'none' },
  { method: 'GET', path: '/call', function: 'consolePage', auth: 'none' },
  { method: 'GET', path: '/console', function: 'consolePage', auth: 'none' },
  { method: 'GET', path: '/me', function: 'consolePage', auth: 'none' },
  { method: 'GET', path: '/console/assets/{name}', function: 'consolePage', auth: 'none' },
  { method: 'GET', path: '/.well-known/countersign', function: 'openapi', auth: 'none' },
  { method: 'GET', path: '/openapi.json', function: 'openapi', auth: 'none' },
];
