import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ENV } from '../../lambdas/contract/environment.ts';
import { FUNCTIONS } from '../../lambdas/contract/functions.ts';
import { ROUTES } from '../../lambdas/contract/routes.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import { composed } from '../support/compose.ts';
import { anEvent, bodyOf, caughtLog } from '../support/http.ts';
import { MemoryKey } from '../support/keys.ts';

const SECRET = 'e'.repeat(64);

composed('clients/secrets', { deploymentKey: new MemoryKey(SECRET) });

type Handler = (event: HttpEvent) => Promise<HttpResult>;
const handlers = new Map<string, Handler>();
beforeAll(async () => {
  process.env[ENV.edgeSecrets] = 'arn:one arn:two';
  for (const name of new Set(ROUTES.map(({ function: called }) => called))) {
    const { handler } = (await import(`../../lambdas/handlers/${FUNCTIONS[name].file}.ts`)) as { handler: Handler };
    handlers.set(name, handler);
  }
});
afterAll(() => {
  delete process.env[ENV.edgeSecrets];
});
beforeEach(() => {
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Nothing but the edge is set up here: whatever gets further fails, or is refused for another reason. */
describe('a deployment with an edge', () => {
  it.each(ROUTES)('refuses $method $path to whoever does not come through it', async (route) => {
    const event = anEvent(`${route.method} ${route.path}`, {}, route.method === 'GET' ? undefined : {});
    const send = async (headers: Record<string, string>) =>
      handlers.get(route.function)?.({ ...event, headers: { ...event.headers, ...headers } });
    const answer = await send({ 'x-countersign-edge': 'f'.repeat(64), 'x-countersign-viewer': '198.51.100.7' });
    expect(answer?.statusCode).toBe(403);
    expect(answer && bodyOf(answer)['code']).toBe('edge-bypassed');
    const through = await send({ 'x-countersign-edge': SECRET, 'x-countersign-viewer': '198.51.100.7' });
    expect(through?.body).not.toContain('"code":"edge-bypassed"');
  });
});
