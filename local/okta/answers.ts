import { type JsonWebKey, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { OrgCode, OrgUser } from './org.ts';

/** An answer that refuses, in Okta's shape: https://developer.okta.com/docs/reference/error-codes/ */
export class OktaError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Asked {
  readonly url: URL;
  readonly body: unknown;
  /** The second id that the route's pattern names. */
  readonly id: string;
  readonly user: OrgUser;
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** The scope that the page of the call names. */
  readonly needs: string;
  /** Names of parameters that the call takes; any other one is refused. */
  readonly takes?: readonly string[];
  readonly run: (asked: Asked) => Answer;
}

export const notFound = (what: string): OktaError =>
  new OktaError(404, 'E0000007', `Not found: Resource not found: ${what} (User)`);

export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (!result.success) throw new OktaError(400, 'E0000001', 'Api validation failed');
  return result.data;
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/getUser */
export const shownUser = (user: OrgUser): unknown => ({
  ...{ id: user.id, status: user.status, created: '2024-01-01T00:00:00.000Z', lastLogin: user.lastLogin },
  ...{ lastUpdated: user.lastUpdated },
  ...{ transitioningToStatus: user.transitioningToStatus, passwordChanged: user.passwordChanged },
  profile: {
    ...{ login: user.login, email: user.email, firstName: 'Jane', lastName: 'Doe', mobilePhone: user.mobilePhone },
    ...(user.managerId === null ? {} : { managerId: user.managerId }),
    ...(user.displayName === null ? {} : { displayName: user.displayName }),
  },
  credentials: { password: {}, provider: { type: user.provider, name: user.provider } },
});

/** The code itself is in the answer that made it, and in no other. */
export const shownCode = (code: OrgCode, isLiving: boolean, isNew: boolean): unknown => ({
  ...{ id: code.id, key: 'tac', type: 'tac', name: 'Temporary Access Code', status: isLiving ? 'ACTIVE' : 'INACTIVE' },
  profile: {
    ...{ expiresAt: code.expiresAt, multiUse: code.multiUse },
    ...(isNew ? { tac: code.value } : {}),
  },
});

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly next?: URL;
}

/** Apps that sign in with private keys: the public half of one, and the scopes that an administrator granted. */
export interface Clients {
  keyOf(client: string, kid: string): JsonWebKey | undefined;
  scopesOf(client: string): readonly string[];
}

/** A part of the API that an org has besides users. */
export interface OrgPart {
  /** Apps that can get a token beside the one that the org was made with. */
  readonly clients?: Clients;
  /** Paths of the management API that it answers. */
  readonly at: RegExp;
  answer(method: string, url: URL, asked: { readonly body: unknown; readonly scopes: readonly string[] }): Answer;
  /** Answers a call that needs no token; undefined for a path that is not its own. */
  open?(url: URL, request: RequestInit): Response | undefined;
}

/** One page of a list: at most `limit`, and where the next one is. */
export function paged(all: readonly unknown[], url: URL): Answer {
  const size = Number(url.searchParams.get('limit') ?? 200);
  const from = Number(url.searchParams.get('after') ?? 0);
  const next = new URL(url);
  next.searchParams.set('after', String(from + size));
  const body = all.slice(from, from + size);
  return { status: 200, body, ...(from + size < all.length ? { next } : {}) };
}

export function responseOf({ status, body, next }: Answer, url: URL): Response {
  const links = [`<${url.href}>; rel="self"`, ...(next === undefined ? [] : [`<${next.href}>; rel="next"`])];
  const headers = { ...(Array.isArray(body) ? { link: links.join(', ') } : {}), 'x-rate-limit-remaining': '599' };
  return body === undefined ? new Response(null, { status, headers }) : Response.json(body, { status, headers });
}

export const refusal = ({ status, code, message }: OktaError): Response =>
  Response.json(
    { errorCode: code, errorSummary: message, errorLink: code, errorId: `oae${randomUUID()}`, errorCauses: [] },
    { status },
  );
