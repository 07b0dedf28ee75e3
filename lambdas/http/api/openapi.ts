import * as z from 'zod/mini';
import { isProblemCode, PROBLEMS, type ProblemCode } from '../../app/problem.ts';
import type { Shape } from '../../app/untrusted/schema.ts';
import { ROUTES, type Route } from '../../contract/routes.ts';
import { REFUSALS, type RefusalCode } from '../../core/recovery/state/refusals.ts';
import { statusOf } from '../status.ts';
import type { DescribedOperation } from './codes.ts';
import { OPERATIONS } from './operations.ts';

type Json = Readonly<Record<string, unknown>>;
type Code = ProblemCode | RefusalCode;

/** The OpenAPI 3.1 description of the API, generated from the schemas that check requests. */
export function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of ROUTES) {
    const operation = OPERATIONS[`${route.method} ${route.path}`];
    if (operation === undefined) continue;
    // OpenAPI cannot express a parameter that takes the rest of the path.
    const path = route.path.replace('+}', '}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route, operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version: '1',
      description: 'Governed account recovery: prove, countersign, execute, revoke, and show it afterwards.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: PROBLEM, Code: CODE },
    },
  };
}

function describe(route: Route, { id, summary, body, query, answer, media, status, codes }: DescribedOperation): Json {
  return {
    operationId: id,
    summary,
    security: route.auth === 'token' ? [{ token: [] }] : [],
    parameters: [...pathParameters(route.path), ...queryParameters(query), ...headerParameters(route)],
    ...(route.method === 'POST' ? { requestBody: { required: true, content: jsonContent(body) } } : {}),
    responses: {
      ...(isTagged(route, media) ? { 304: { description: 'The reader has this answer already', content: {} } } : {}),
      [status]: { description: status === 200 ? 'Done' : 'Taken', content: contentOf(answer, media) },
      ...problemsOf(codes),
    },
  };
}

const jsonContent = (shape: Shape | undefined, io: 'input' | 'output' = 'input'): Json => ({
  'application/json': { schema: shape === undefined ? {} : describedAs(shape, io) },
});

const contentOf = (answer: Shape | undefined, media: string | undefined): Json =>
  media === undefined ? jsonContent(answer, 'output') : { [media]: { schema: { type: 'string' } } };

function describedAs(shape: Shape, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(shape(), { io });
  return rest;
}

const pathParameters = (path: string): readonly Json[] =>
  [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));

function queryParameters(query: Shape | undefined): readonly Json[] {
  const properties = query === undefined ? {} : (describedAs(query, 'input')['properties'] as Json);
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
}

/** Reads of JSON have a tag. */
const isTagged = ({ method }: Route, media: string | undefined): boolean => method === 'GET' && media === undefined;

const headerParameters = ({ method, auth }: Route): readonly Json[] =>
  (method === 'POST' || method === 'DELETE') && auth === 'token'
    ? [
        {
          ...{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
          description:
            'A random name, such as a UUID, of this request: sent again, it is carried out once; another request to the same place is refused',
        },
      ]
    : [];

const titleOf = (code: Code): string => (isProblemCode(code) ? PROBLEMS[code] : REFUSALS[code].says);

/** One response for each status, with the codes that it can have. */
function problemsOf(codes: readonly Code[]): Json {
  const statuses = [...new Set(codes.map(statusOf))].sort();
  return Object.fromEntries(statuses.map((status) => [status, problemResponse(codes, status)]));
}

function problemResponse(codes: readonly Code[], status: number): Json {
  const own = [...new Set(codes.filter((code) => statusOf(code) === status))].sort();
  return {
    description: own.map((code) => `\`${code}\`: ${titleOf(code)}`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: own } } }] },
      },
    },
  };
}

const CODE: Json = {
  description: 'The code of the failure or refusal. Codes are added, never changed.',
  oneOf: [...new Set([...Object.keys(PROBLEMS), ...Object.keys(REFUSALS)] as Code[])]
    .sort()
    .map((code) => ({ const: code, description: titleOf(code) })),
};

const text = (description: string): Json => ({ type: 'string', description });

const PROBLEM: Json = {
  type: 'object',
  description: 'RFC 9457. Members that are not described here are facts about the refusal.',
  required: ['type', 'title', 'status', 'code', 'detail', 'rule', 'control', 'owner', 'next', 'correlation'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: text('what the code means'),
    status: { type: 'integer' },
    code: { $ref: '#/components/schemas/Code' },
    detail: text('what it means here'),
    rule: text('which rule says no: `rule 10` of docs/rules.md, rules of the policy, `input` or `service`'),
    control: text('the control of that rule; `product` for a rule that no policy can switch off'),
    owner: text('who answers for the control'),
    next: text('what to do next'),
    correlation: text('finds the request in the log'),
    errors: {
      type: 'array',
      description: 'the wrong fields, as JSON pointers',
      items: { type: 'object', properties: { pointer: { type: 'string' }, mistake: { type: 'string' } } },
    },
  },
};
