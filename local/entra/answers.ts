import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { TenantUser } from './tenant.ts';

/** An answer that refuses, in Graph's shape: https://learn.microsoft.com/graph/errors */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Asked {
  readonly url: URL;
  readonly headers: Headers;
  /** The application that calls, and its permissions. */
  readonly client: string;
  readonly permissions: readonly string[];
  readonly body: unknown;
  /** The parts of the path that the route's pattern names. */
  readonly part: (name: string) => string;
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** The permission that allows this call; the least one that Graph's page of the call names. By what is asked for, where that makes a difference. */
  readonly needs: string | ((url: URL) => string);
  readonly run: (asked: Asked) => { readonly status: number; readonly body?: unknown };
}

/** A part of Graph that a tenant has besides users. */
export interface GraphPart {
  readonly routes: readonly Route[];
  /** Whether an application signs in with what this form says: its secret, or a JWT for the address of the token endpoint. */
  isClient?(form: URLSearchParams, audience: string): boolean;
}

/** Where methods of each kind are removed. */
export const COLLECTIONS: Readonly<Record<string, string>> = {
  emailMethods: 'emailAuthenticationMethod',
  fido2Methods: 'fido2AuthenticationMethod',
  microsoftAuthenticatorMethods: 'microsoftAuthenticatorAuthenticationMethod',
  phoneMethods: 'phoneAuthenticationMethod',
  platformCredentialMethods: 'platformCredentialAuthenticationMethod',
  softwareOathMethods: 'softwareOathAuthenticationMethod',
  windowsHelloForBusinessMethods: 'windowsHelloForBusinessAuthenticationMethod',
};

/** The fields that a user can be asked for here; any other one is refused, never left out. */
const USER_FIELDS = [
  ...['id', 'userPrincipalName', 'accountEnabled', 'creationType', 'signInSessionsValidFromDateTime'],
  ...['displayName', 'mail', 'mobilePhone', 'createdDateTime', 'lastPasswordChangeDateTime'],
];

export const typeNamed = (kind: string): string => `#microsoft.graph.${kind}`;
export const context = (what: string): string => `https://graph.microsoft.com/v1.0/$metadata#${what}`;

export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (!result.success) throw new GraphError(400, 'invalidRequest', 'The request body is invalid.');
  return result.data;
}

export function shown(user: TenantUser, url: URL): Readonly<Record<string, unknown>> {
  const wanted = url.searchParams.get('$select')?.split(',') ?? ['id', 'userPrincipalName'];
  const expanded = url.searchParams.get('$expand');
  if (expanded !== null && expanded !== 'manager($select=id)')
    throw new GraphError(400, 'Request_BadRequest', 'This cannot be expanded here.');
  const manager = user.manager === null ? {} : { manager: { '@odata.type': typeNamed('user'), id: user.manager } };
  return {
    '@odata.context': context(`users(${wanted.join(',')})/$entity`),
    ...fieldsOf(user, wanted),
    ...(expanded === null ? {} : manager),
  };
}

export function fieldsOf(user: TenantUser, wanted: readonly string[]): Readonly<Record<string, unknown>> {
  if (!wanted.every((field) => USER_FIELDS.includes(field)))
    throw new GraphError(400, 'Request_BadRequest', 'A selected property is not known.');
  return Object.fromEntries(Object.entries(user).filter(([name]) => wanted.includes(name)));
}

/** One page of a list: at most `$top`, 100 without it, and the link to the next one. */
export function paged(all: readonly unknown[], url: URL): Readonly<Record<string, unknown>> {
  const size = Number(url.searchParams.get('$top') ?? 100);
  const from = Number(url.searchParams.get('$skiptoken') ?? 0);
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(from + size));
  const value = all.slice(from, from + size);
  return { value, ...(from + size < all.length ? { '@odata.nextLink': next.href } : {}) };
}

export const refusal = ({ status, code, message }: GraphError): Response => {
  const innerError = { date: new Date(0).toISOString(), 'request-id': randomUUID(), 'client-request-id': randomUUID() };
  return Response.json({ error: { code, message, innerError } }, { status });
};

/** Whoever may write may read, and whoever may read all may read what is basic. */
export function assertGranted(permissions: readonly string[], needs: string): void {
  const enough = [needs, needs.replace('.Read.', '.ReadWrite.'), needs.replace('.ReadBasic.', '.Read.')];
  if (enough.some((one) => permissions.includes(one))) return;
  throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}
