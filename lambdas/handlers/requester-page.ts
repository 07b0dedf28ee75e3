import { pageFiles } from '../compose/proving.ts';
import { httpHandler } from '../http/stack.ts';

/** HTTP API: serves the page of the requester, the same for every recovery and for none. */
export const handler = httpHandler({
  routes: {
    'GET /r/{id}': async ({ headers }) => pageFiles().document(headers['accept-language']),
    'GET /r/assets/{name}': async ({ pathParameters = {} }) => pageFiles().asset(pathParameters['name'] ?? ''),
  },
});
