import { describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../../../lambdas/app/problem.ts';
import { ROUTES } from '../../../lambdas/contract/routes.ts';
import { REFUSALS } from '../../../lambdas/core/recovery/state/refusals.ts';
import { openApiDocument } from '../../../lambdas/http/api/openapi.ts';
import { OPERATIONS } from '../../../lambdas/http/api/operations.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly description: string; readonly content: Record<string, unknown> }>;
}

const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: { readonly Code: { readonly oneOf: { const: string; description: string }[] } };
  };
};
const all = Object.values(document.paths).flatMap((path) => Object.values(path));

/** Refusals that only a step of the workflow or a ticket that waits can meet. */
/** Refusals of the workflow and of the bootstrap, which are no routes. */
const OF_THE_WORKFLOW = [
  'plan-not-held',
  'grant-mismatch',
  'registry-not-empty',
  'administrators-alike',
  // Of the function that reads directories of record, which has no route.
  'not-alone',
  // Of single rows of a batch: its stream and the answers name them, and no request is refused with them.
  ...['row-stopped', 'row-unproved', 'row-changed'],
  'ticket-unmapped',
];

describe('the OpenAPI description', () => {
  it.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('has %s', (_, route) => {
    const path = route.path.replace('+', '');
    const operation = document.paths[path]?.[route.method.toLowerCase()];
    expect(operation?.security).toEqual(route.auth === 'token' ? [{ token: [] }] : []);
    const inPath = operation?.parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`);
    expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
    expect(operation?.requestBody === undefined).toBe(route.method !== 'POST');
    if (route.auth === 'token')
      expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['401', '403']));
  });

  it('has no operation that is no route', () => {
    expect(Object.keys(OPERATIONS).sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('names each operation once', () => {
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
  });

  it('documents every refusal and every problem, with what it means', () => {
    const documented = new Map(document.components.schemas.Code.oneOf.map((one) => [one.const, one.description]));
    for (const [code, { says }] of Object.entries(REFUSALS)) expect(documented.get(code)).toBe(says);
    for (const [code, title] of Object.entries(PROBLEMS)) expect(documented.get(code)).toBe(title);
    expect(documented.size).toBe(new Set([...Object.keys(REFUSALS), ...Object.keys(PROBLEMS)]).size);
  });

  it('names every refusal at some route, but those of the workflow alone', () => {
    const named = new Set(Object.values(OPERATIONS).flatMap(({ codes }) => codes as readonly string[]));
    expect(Object.keys(REFUSALS).filter((code) => !named.has(code))).toEqual(OF_THE_WORKFLOW);
  });

  it('says of every operation that too many requests, a defect and an outage are possible', () => {
    for (const { responses } of all) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['429', '500', '503']));
    }
  });

  it('describes a body by the schema that it is checked against', () => {
    const body = document.paths['/recoveries']?.['post']?.requestBody?.content['application/json']?.schema;
    expect(body).toMatchObject({
      type: 'object',
      required: ['account', 'action', 'reason'],
      additionalProperties: false,
      properties: { requestedSeconds: { type: 'integer', minimum: 1 } },
    });
  });

  it('has no reference that leads nowhere', () => {
    const references = JSON.stringify(document).match(/"\$ref":"[^"]+"/g) ?? [];
    expect(references.length).toBeGreaterThan(0);
    expect([...new Set(references)].sort()).toEqual([
      '"$ref":"#/components/schemas/Code"',
      '"$ref":"#/components/schemas/Problem"',
    ]);
  });
});
