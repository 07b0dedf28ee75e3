import { apiHandler } from '../compose/api-handler.ts';
import { once } from '../compose/clients/environment.ts';
import { signIn } from '../compose/sign-in.ts';
import { openApiDocument } from '../http/api/openapi.ts';

const description = once(openApiDocument);

/** HTTP API: tells anybody what it offers and how people sign in. */
export const handler = apiHandler({
  routes: {
    'GET /openapi.json': async () => ({ status: 200, body: description() }),
    'GET /.well-known/countersign': async () => ({ status: 200, body: signIn() }),
  },
});
