import { apiHandler } from '../compose/api-handler.ts';
import { pageFiles } from '../compose/proving.ts';

/** HTTP API: serves the requester's page, the same for every recovery, existing or not. */
export const handler = apiHandler({
  routes: {
    'GET /r/{id}': async ({ headers }) => pageFiles().document(headers['accept-language']),
    'GET /r/assets/{name}': async ({ headers, pathParameters = {} }) =>
      pageFiles().asset(pathParameters['name'] ?? '', headers['accept-encoding']),
  },
});
