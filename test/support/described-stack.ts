import { isDeepStrictEqual } from 'node:util';
import { parseAs } from '../../lambdas/app/untrusted/schema.ts';
import { openApiDocument } from '../../lambdas/http/api/openapi.ts';
import { OPERATIONS } from '../../lambdas/http/api/operations.ts';
import type { HttpResult } from '../../lambdas/http/event.ts';
import * as stack from '../../lambdas/http/stack.ts';
import { undescribed } from './undescribed.ts';

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Responses }>>>>;
}
type Responses = Readonly<Record<string, { readonly content: Readonly<Record<string, { schema: unknown }>> }>>;
interface ProblemSchema {
  readonly allOf: readonly { readonly properties?: { readonly code: { readonly enum: readonly string[] } } }[];
}

const DOCUMENT = openApiDocument() as unknown as Described;

function responsesOf(routeKey: string): Responses | undefined {
  const [method = '', path = ''] = routeKey.split(' ');
  return DOCUMENT.paths[path.replace('+}', '}')]?.[method.toLowerCase()]?.responses;
}

/** Why this is not an answer of this route; undefined if it is one. */
export function mistakeOf(routeKey: string, { statusCode, headers, body }: HttpResult): string | undefined {
  const responses = responsesOf(routeKey);
  if (responses === undefined) return undefined;
  const media = headers['content-type']?.split(';')[0] ?? '';
  const answer = `${routeKey}: ${statusCode} ${media}`;
  const schema = responses[statusCode]?.content;
  if (media === 'application/problem+json') {
    const { code, status } = JSON.parse(body) as { code: string; status: number };
    const codes = (schema?.[media]?.schema as ProblemSchema | undefined)?.allOf.flatMap(
      ({ properties }) => properties?.code.enum ?? [],
    );
    return status === statusCode && codes?.includes(code) ? undefined : `${answer} ${code}`;
  }
  if (schema === undefined) return answer;
  return media === 'application/json' ? mistakeOfBody(routeKey, body) : undefined;
}

function mistakeOfBody(routeKey: string, body: string): string | undefined {
  const { answer } = OPERATIONS[routeKey] ?? {};
  if (answer === undefined) return undefined;
  try {
    const given: unknown = JSON.parse(body);
    // The schema of an answer drops unknown members, so the comparison finds them.
    return isDeepStrictEqual(parseAs(answer, given), given) ? undefined : `${routeKey}: the body has other members`;
  } catch (error) {
    const { code, facts } = error as { code?: string; facts?: object };
    return `${routeKey}: the body, ${code} ${JSON.stringify(facts)}`;
  }
}

/**
 * The stack of every handler in every test (`jest.config.js` maps it): the real one, which also checks every answer against the OpenAPI
 * document of its route. `answers-as-described.ts` fails the test of a wrong answer.
 */
export const httpHandler: typeof stack.httpHandler = (options) => {
  const handler = stack.httpHandler(options);
  return async (event, context) => {
    const result = await handler(event, context);
    const mistake = mistakeOf(event.routeKey, result);
    if (mistake !== undefined) undescribed.push(mistake);
    return result;
  };
};
