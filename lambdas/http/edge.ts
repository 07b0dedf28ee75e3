import { problem } from '../app/problem.ts';
import { EDGE_HEADER, VIEWER_HEADER } from '../contract/edge.ts';
import { networkOf } from '../core/risk/network.ts';
import type { EdgeSecrets } from '../ports/keyed.ts';
import { Secret } from '../ports/secret.ts';
import type { HttpEvent } from './event.ts';

/**
 * The event of a request that came through the edge: without the edge's own headers, and with the address that the edge saw instead of the
 * edge's. Throws `edge-bypassed` for every other request; without the header nothing is read, so that a flood of them costs no call.
 */
export async function throughEdge(event: HttpEvent, secrets: EdgeSecrets): Promise<HttpEvent> {
  const { [EDGE_HEADER]: secret, [VIEWER_HEADER]: viewer = '', ...headers } = event.headers;
  if (secret === undefined || !(await secrets.isOurs(new Secret(secret)))) throw problem('edge-bypassed');
  // The edge always sends an address. Without one its configuration is not ours, and risk would be judged by its own address.
  if (networkOf(viewer) === undefined) throw problem('edge-bypassed');
  const { requestContext } = event;
  const http = { ...requestContext?.http, sourceIp: viewer };
  return { ...event, headers, requestContext: { ...requestContext, http } };
}
