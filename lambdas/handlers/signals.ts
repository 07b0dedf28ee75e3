import { answerOktaChallenge, OKTA_HOOK, takeOktaEvents } from '../app/intake/okta-hook.ts';
import { isSource, takeSignal } from '../app/intake/signals.ts';
import { refuseIntake, UNKNOWN_SOURCE_STREAM } from '../app/ledger/refuse-intake.ts';
import type { Problem } from '../app/problem.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { hookServices, signalServices } from '../compose/intake.ts';
import { LIMITS } from '../contract/limits.ts';
import { assertJson, bodyBytesOf, type HttpEvent } from '../http/event.ts';

const HOOK = '/directory-hooks/okta';

/** Whether the secret of a hook is there. */
async function isHooked(): Promise<boolean> {
  const { keys, changesIn } = hookServices();
  return changesIn !== undefined && (await keys.of(OKTA_HOOK)).length > 0;
}

const sourceIn = ({ pathParameters }: HttpEvent): string => pathParameters?.['source'] ?? '';

/** Refusals go into the stream of their source; all unknown names share one stream, without the name. */
async function record({ code }: Problem, event: HttpEvent): Promise<void> {
  const services = signalServices();
  const isHook = event.routeKey.endsWith(HOOK);
  const known = isHook ? await isHooked() : await isSource(services, sourceIn(event));
  const source = !known ? 'unknown' : isHook ? OKTA_HOOK : sourceIn(event);
  await refuseIntake(services, {
    ...{ code, facts: {}, stream: known ? `source:signals-${source}` : UNKNOWN_SOURCE_STREAM },
    actor: { by: 'signal-source', source },
    origin: { via: 'signals', channel: 'api', desk: null, ticket: null },
  });
}

/** HTTP API: accepts a signed report from a carrier, an identity provider or a monitoring system, and what the event hook of an Okta org sends. */
export const handler = apiHandler({
  record,
  routes: {
    'POST /signals/{source}': async (event) => {
      const body = bodyBytesOf(event, LIMITS.signedBodyBytes);
      assertJson(event);
      const delivery = { source: sourceIn(event), headers: event.headers, body };
      return { status: 202, body: await takeSignal(signalServices(), delivery) };
    },
    [`GET ${HOOK}`]: async ({ headers }) => ({
      status: 200,
      body: await answerOktaChallenge(hookServices(), { headers }),
    }),
    [`POST ${HOOK}`]: async (event) => {
      const body = bodyBytesOf(event, LIMITS.signedBodyBytes);
      assertJson(event);
      return { status: 200, body: await takeOktaEvents(hookServices(), { headers: event.headers, body }) };
    },
  },
});
