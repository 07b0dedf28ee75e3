import { openApiDocument } from '../runtime/api/openapi.ts';
import { once } from '../runtime/compose/once.ts';
import { httpHandler } from '../runtime/http/stack.ts';

const description = once(openApiDocument);

/** HTTP API: serves the OpenAPI description. */
export const handler = httpHandler({
  routes: { 'GET /openapi.json': async () => ({ status: 200, body: description() }) },
});
