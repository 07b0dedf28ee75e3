import { pageFiles } from '../compose/proving.ts';
import { httpHandler } from '../http/stack.ts';

/** HTTP API: serves the requester's page, the same for every recovery, existing or not. */
export const handler = httpHandler({
  routes: {
    'GET /r/{id}': async ({ headers }) => pageFiles().document(headers['accept-language']),
    'GET /r/assets/{name}': async ({ headers, pathParameters = {} }) =>
      pageFiles().asset(pathParameters['name'] ?? '', headers['accept-encoding']),
  },
});
