import { afterEach, expect, it, jest } from '@jest/globals';
import { handler } from '../../lambdas/handlers/openapi.ts';
import { openApiDocument } from '../../lambdas/http/api/openapi.ts';
import { anEvent, bodyOf, caughtLog } from '../support/http.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

it('serves the description to anybody', async () => {
  caughtLog();
  const result = await handler(anEvent('GET /openapi.json'));
  expect([result.statusCode, bodyOf(result)]).toEqual([200, JSON.parse(JSON.stringify(openApiDocument()))]);
});
