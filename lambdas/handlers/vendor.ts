import { refuseIntake, UNKNOWN_SOURCE_STREAM } from '../app/ledger/refuse-intake.ts';
import type { Problem } from '../app/problem.ts';
import { takeVendorResult } from '../app/proving/vendors.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { vendorServices } from '../compose/intake.ts';
import { LIMITS } from '../contract/limits.ts';
import { assertJson, bodyBytesOf, type HttpEvent } from '../http/event.ts';

const sourceIn = ({ pathParameters }: HttpEvent): string => pathParameters?.['source'] ?? '';

/** Refusals go into the stream of their vendor; all unknown names share one stream, without the name. */
async function record({ code }: Problem, event: HttpEvent): Promise<void> {
  const services = vendorServices();
  const known = (await services.keys.of(sourceIn(event))).length > 0;
  const source = known ? sourceIn(event) : 'unknown';
  await refuseIntake(services, {
    ...{ code, facts: {}, stream: known ? `source:vendor-${source}` : UNKNOWN_SOURCE_STREAM },
    actor: { by: 'vendor', source },
    origin: { via: 'vendor', channel: 'vendor', desk: null, ticket: null },
  });
}

/** HTTP API: accepts the signed result of an identity-verification vendor. */
export const handler = apiHandler({
  record,
  routes: {
    'POST /vendor/{source}': async (event) => {
      const body = bodyBytesOf(event, LIMITS.signedBodyBytes);
      assertJson(event);
      const delivery = { source: sourceIn(event), headers: event.headers, body };
      return { status: 200, body: await takeVendorResult(vendorServices(), delivery) };
    },
  },
});
