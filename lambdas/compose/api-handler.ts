import { RememberedEdgeSecrets } from '../adapters/keyed/edge-secrets.ts';
import { ENV } from '../contract/environment.ts';
import { type HttpOptions, httpHandler } from '../http/stack.ts';
import type { EdgeSecrets } from '../ports/keyed.ts';
import { optionalEnvironment } from './clients/environment.ts';
import { deploymentKey } from './clients/secrets.ts';

/** A function of the HTTP API of this deployment: every handler is made by this, so that none lets in what did not come through the edge. */
export const apiHandler = (options: Omit<HttpOptions, 'edge'>): ReturnType<typeof httpHandler> =>
  httpHandler({ ...options, edge: edgeSecrets() });

/** Read once, when the function starts: the stack sets it and nothing changes it. */
function edgeSecrets(): EdgeSecrets | undefined {
  const names = optionalEnvironment(ENV.edgeSecrets);
  return names === undefined ? undefined : new RememberedEdgeSecrets(names.split(' ').map(deploymentKey));
}
