import { readFileSync } from 'node:fs';
import { HmacPseudonyms } from '../adapters/keyed/pseudonyms.ts';
import { SecretsManagerKey } from '../adapters/secrets-manager/key.ts';
import { SecretsManagerWebhookKeys } from '../adapters/secrets-manager/webhook-keys.ts';
import { SIGNATURES } from '../adapters/signatures/schemes.ts';
import { standardWebhooks } from '../adapters/signatures/standard-webhooks.ts';
import type { IntakeServices } from '../app/intake/intake.ts';
import type { SignalServices } from '../app/intake/signals.ts';
import { DEFAULT_SOURCES, parseSources, type TicketSources } from '../app/intake/sources.ts';
import type { VendorServices } from '../app/proving/vendors.ts';
import { ENV } from '../contract/environment.ts';
import type { Pseudonyms } from '../ports/keyed.ts';
import { secretsManager } from './clients.ts';
import { environment, once, optionalEnvironment } from './environment.ts';
import { submitServices } from './ledger.ts';
import { people } from './people.ts';

/** What opens recoveries names callers and networks by these. */
export const pseudonyms = /* @__PURE__ */ once(
  (): Pseudonyms => new HmacPseudonyms(new SecretsManagerKey(secretsManager(), environment(ENV.pseudonymKey))),
);

/** What the webhook function uses. */
export const webhookServices = /* @__PURE__ */ once(
  (): IntakeServices => ({
    ...submitServices(),
    people: people(),
    pseudonyms: pseudonyms(),
    keys: new SecretsManagerWebhookKeys(secretsManager(), environment(ENV.webhookSecretPrefix)),
    sources: sources(),
    schemes: SIGNATURES,
  }),
);

function sources(): TicketSources {
  const file = optionalEnvironment(ENV.sourcesFile);
  return file === undefined ? DEFAULT_SOURCES : parseSources(JSON.parse(readFileSync(file, 'utf8')));
}

/** What the signals function uses. Its keys are its own: who may send tickets may not for that reason report signals. */
export const signalServices = /* @__PURE__ */ once(
  (): SignalServices => ({
    ...submitServices(),
    scheme: standardWebhooks,
    keys: new SecretsManagerWebhookKeys(secretsManager(), environment(ENV.signalSecretPrefix)),
  }),
);

/** What the vendor function uses. */
export const vendorServices = /* @__PURE__ */ once(
  (): VendorServices => ({
    ...submitServices(),
    scheme: standardWebhooks,
    keys: new SecretsManagerWebhookKeys(secretsManager(), environment(ENV.vendorSecretPrefix)),
  }),
);
