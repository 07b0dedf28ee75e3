import { apiHandler } from '../compose/api-handler.ts';
import { consoleFiles } from '../compose/sign-in.ts';

/** HTTP API: serves the console, the same for everybody; what it shows comes from the API, for whoever signs in there. */
export const handler = apiHandler({
  routes: {
    'GET /console': async ({ headers }) => consoleFiles().document(headers['accept-language']),
    // The address that people keep in mind; the script goes on to the same screen of the console.
    'GET /me': async ({ headers }) => consoleFiles().document(headers['accept-language']),
    // So is this one, for whoever is called by somebody who says that they are the help desk.
    'GET /call': async ({ headers }) => consoleFiles().document(headers['accept-language']),
    'GET /console/assets/{name}': async ({ headers, pathParameters = {} }) =>
      consoleFiles().asset(pathParameters['name'] ?? '', headers['accept-encoding']),
  },
});
