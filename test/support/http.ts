import { jest } from '@jest/globals';
import { parseAs } from '../../lambdas/app/untrusted/schema.ts';
import { OPERATIONS } from '../../lambdas/http/api/operations.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import type { People, RegisteredPerson } from '../../lambdas/ports/workspace.ts';
import { signedToken } from './tokens.ts';

/** A person with these groups, by a token of their own. */
export const signedIn = (sub: string, groups: readonly string[] = []): Pick<HttpEvent, 'headers'> => ({
  headers: {
    authorization: `Bearer ${signedToken({ sub, ...(groups.length === 0 ? {} : { 'cognito:groups': groups }) })}`,
  },
});

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
    show: async () => {
      throw new Error('only the relay shows');
    },
  };
}

export const registeredPerson = (person: string, over: Partial<RegisteredPerson> = {}): RegisteredPerson => ({
  ...{ person, nature: 'human', name: person, subjects: [], parts: [] },
  ...over,
});

/** Collects log lines for the test. */
export function caughtLog(): readonly string[] {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  return lines;
}

/** The body of an answer, which must match the description of its route. */
export function answerOf(routeKey: string, result: HttpResult): Record<string, unknown> {
  const { answer, status } = OPERATIONS[routeKey] ?? {};
  if (result.statusCode !== status) throw new Error(`answered ${result.statusCode}: ${result.body}`);
  if (answer !== undefined) parseAs(answer, bodyOf(result));
  return bodyOf(result);
}
