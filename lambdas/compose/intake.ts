import { readFileSync } from 'node:fs';
import { oktaChangesSent } from '../adapters/connectors/okta/log.ts';
import { HmacPseudonyms } from '../adapters/keyed/pseudonyms.ts';
import { SIGNATURES } from '../adapters/signatures/schemes.ts';
import { shownSecret } from '../adapters/signatures/shown-secret.ts';
import { standardWebhooks } from '../adapters/signatures/standard-webhooks.ts';
import type { IntakeServices } from '../app/intake/intake.ts';
import type { HookServices } from '../app/intake/okta-hook.ts';
import type { SignalServices } from '../app/intake/signals.ts';
import { DEFAULT_SOURCES, parseSources, type TicketSources } from '../app/intake/sources.ts';
import type { VendorServices } from '../app/proving/vendors.ts';
import { ENV } from '../contract/environment.ts';
import type { Pseudonyms } from '../ports/keyed.ts';
import { deployedPath, environment, once, optionalEnvironment } from './clients/environment.ts';
import { deploymentKey, webhookKeysUnder } from './clients/secrets.ts';
import { capabilities, submitServices } from './ledger.ts';
import { people } from './people.ts';

/** Pseudonyms of callers and networks, for functions that open recoveries. */
export const pseudonyms = /* @__PURE__ */ once(
  (): Pseudonyms => new HmacPseudonyms(deploymentKey(environment(ENV.pseudonymKey))),
);

/** For the webhook function. */
export const webhookServices = /* @__PURE__ */ once(
  (): IntakeServices => ({
    ...submitServices(),
    people: people(),
    pseudonyms: pseudonyms(),
    keys: webhookKeysUnder(environment(ENV.webhookSecretPrefix)),
    sources: ticketSources(),
    schemes: SIGNATURES,
  }),
);

/** The ticket sources of the deployment; the built-in ones without a configuration. */
export function ticketSources(): TicketSources {
  const file = optionalEnvironment(ENV.sourcesFile);
  return file === undefined ? DEFAULT_SOURCES : parseSources(JSON.parse(readFileSync(deployedPath(file), 'utf8')));
}

/** For the signals function. It has its own keys: a sender of tickets may not report signals. */
export const signalServices = /* @__PURE__ */ once(
  (): SignalServices => ({
    ...submitServices(),
    scheme: standardWebhooks,
    keys: webhookKeysUnder(environment(ENV.signalSecretPrefix)),
  }),
);

/** For the signals function: what the event hook of an Okta org sends, where the log of the org is reconciled. */
export const hookServices = /* @__PURE__ */ once((): HookServices => {
  const connectors = optionalEnvironment(ENV.oktaHook)?.split(' ');
  return {
    ...submitServices(),
    capabilities: capabilities(),
    isShown: shownSecret,
    keys: webhookKeysUnder(environment(ENV.signalSecretPrefix)),
    ...(connectors === undefined ? {} : { changesIn: (event: unknown) => oktaChangesSent(event, connectors) }),
  };
});

/** For the vendor function. */
export const vendorServices = /* @__PURE__ */ once(
  (): VendorServices => ({
    ...submitServices(),
    scheme: standardWebhooks,
    keys: webhookKeysUnder(environment(ENV.vendorSecretPrefix)),
  }),
);
