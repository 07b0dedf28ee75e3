import { once } from '../compose/environment.ts';
import { openApiDocument } from '../http/api/openapi.ts';
import { httpHandler } from '../http/stack.ts';

const description = once(openApiDocument);

/** HTTP API: serves the OpenAPI description. */
export const handler = httpHandler({
  routes: { 'GET /openapi.json': async () => ({ status: 200, body: description() }) },
});
