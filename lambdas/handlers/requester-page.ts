import { pageFiles } from '../runtime/compose/page.ts';
import { httpHandler } from '../runtime/http/stack.ts';

/** HTTP API: serves the page of the requester, the same for every recovery and for none. */
export const handler = httpHandler({
  routes: {
    'GET /r/{id}': async ({ headers }) => pageFiles().document(headers['accept-language']),
    'GET /r/assets/{name}': async ({ pathParameters = {} }) => pageFiles().asset(pathParameters['name'] ?? ''),
  },
});
