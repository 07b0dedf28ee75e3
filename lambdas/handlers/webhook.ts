import { sourceOf, takeTicket } from '../app/intake/intake.ts';
import { refuseIntake, UNKNOWN_SOURCE_STREAM } from '../app/ledger/refuse-intake.ts';
import type { Problem } from '../app/problem.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { webhookServices } from '../compose/intake.ts';
import { LIMITS } from '../contract/limits.ts';
import { bodyBytesOf, type HttpEvent } from '../http/event.ts';

const sourceIn = ({ pathParameters }: HttpEvent): string => pathParameters?.['source'] ?? '';

/** Refusals go into the stream of their source; all unknown names share one stream, without the name. */
async function record({ code }: Problem, event: HttpEvent): Promise<void> {
  const services = webhookServices();
  const known = Object.hasOwn(services.sources, sourceIn(event));
  const source = known ? sourceIn(event) : 'unknown';
  await refuseIntake(services, {
    ...{ code, facts: {}, stream: known ? `source:${source}` : UNKNOWN_SOURCE_STREAM },
    actor: { by: 'ticket-system', source },
    origin: { via: 'webhook', channel: 'ticket', desk: null, ticket: null },
  });
}

/** HTTP API: verifies a ticket webhook and opens the recoveries that it asks for, or holds the ticket for an agent. */
export const handler = apiHandler({
  record,
  routes: {
    'POST /webhooks/{source}': async (event) => {
      const services = webhookServices();
      const source = sourceIn(event);
      sourceOf(services, source);
      const body = bodyBytesOf(event, LIMITS.signedBodyBytes);
      return { status: 202, body: await takeTicket(services, { source, headers: event.headers, body }) };
    },
  },
});
