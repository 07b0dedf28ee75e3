import { isSource, takeSignal } from '../app/intake/signals.ts';
import { refuseIntake, UNKNOWN_SOURCE_STREAM } from '../app/ledger/refuse-intake.ts';
import type { Problem } from '../app/problem.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { signalServices } from '../compose/intake.ts';
import { LIMITS } from '../contract/limits.ts';
import { assertJson, bodyBytesOf, type HttpEvent } from '../http/event.ts';

const sourceIn = ({ pathParameters }: HttpEvent): string => pathParameters?.['source'] ?? '';

/** Refusals go into the stream of their source; all unknown names share one stream, without the name. */
async function record({ code }: Problem, event: HttpEvent): Promise<void> {
  const services = signalServices();
  const known = await isSource(services, sourceIn(event));
  const source = known ? sourceIn(event) : 'unknown';
  await refuseIntake(services, {
    ...{ code, facts: {}, stream: known ? `source:signals-${source}` : UNKNOWN_SOURCE_STREAM },
    actor: { by: 'signal-source', source },
    origin: { via: 'signals', channel: 'api', desk: null, ticket: null },
  });
}

/** HTTP API: accepts a signed report from a carrier, an identity provider or a monitoring system. */
export const handler = apiHandler({
  record,
  routes: {
    'POST /signals/{source}': async (event) => {
      const body = bodyBytesOf(event, LIMITS.signedBodyBytes);
      assertJson(event);
      const delivery = { source: sourceIn(event), headers: event.headers, body };
      return { status: 202, body: await takeSignal(signalServices(), delivery) };
    },
  },
});
