import { jest } from '@jest/globals';
import { parseAs } from '../../lambdas/app/untrusted/schema.ts';
import { OPERATIONS } from '../../lambdas/http/api/operations.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import type { People, RegisteredPerson } from '../../lambdas/ports/workspace.ts';

/** Groups as API Gateway writes them into an event: the list in the token is `[a b]` in the claims. */
export const flattened = (groups: readonly string[]): string => `[${groups.join(' ')}]`;

/** A bearer token that says this; the gateway has verified it, so nothing here looks at its signature. */
export const bearer = (payload: object): string =>
  `Bearer e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`;

/** What the JWT authorizer hands on for somebody with these groups. */
export function signedIn(sub: string, groups: readonly string[] = []): Pick<HttpEvent, 'headers' | 'requestContext'> {
  const claims = groups.length === 0 ? { sub } : { sub, 'cognito:groups': flattened(groups) };
  return {
    headers: { authorization: bearer({ sub, ...(groups.length === 0 ? {} : { 'cognito:groups': groups }) }) },
    requestContext: { requestId: 'request-1', authorizer: { jwt: { claims } } },
  };
}

/** An event of API Gateway: a POST with this value as JSON, or a GET without one. */
export function anEvent(routeKey: string, over: Partial<HttpEvent> = {}, json?: unknown): HttpEvent {
  const body = json === undefined ? undefined : JSON.stringify(json);
  return {
    routeKey,
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1' },
    ...over,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...over.headers },
  };
}

export const bodyOf = ({ body }: HttpResult): Record<string, unknown> => JSON.parse(body) as Record<string, unknown>;

/** People by their identity keys. */
export function knownPeople(people: Readonly<Record<string, RegisteredPerson>>): People {
  return {
    find: async (identity) => (Object.hasOwn(people, identity) ? people[identity] : undefined),
    assign: async () => {
      throw new Error('only the relay assigns');
    },
  };
}

export const registeredPerson = (person: string, over: Partial<RegisteredPerson> = {}): RegisteredPerson => ({
  ...{ person, nature: 'human', name: person, subjects: [] },
  ...over,
});

/** Catches what is logged, line by line, for the test to look at. */
export function caughtLog(): readonly string[] {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  return lines;
}

/** The body of an answer, which must be what the description of its route says. */
export function answerOf(routeKey: string, result: HttpResult): Record<string, unknown> {
  const { answer, status } = OPERATIONS[routeKey] ?? {};
  if (result.statusCode !== status) throw new Error(`answered ${result.statusCode}: ${result.body}`);
  if (answer !== undefined) parseAs(answer, bodyOf(result));
  return bodyOf(result);
}
