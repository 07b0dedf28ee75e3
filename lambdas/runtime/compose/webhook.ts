import { readFileSync } from 'node:fs';
import { SecretsManagerWebhookKeys } from '../../adapters/secrets-manager-webhook-keys.ts';
import { ENV } from '../../contract/environment.ts';
import type { IntakeServices } from '../intake.ts';
import { DEFAULT_SOURCES, parseSources, type TicketSources } from '../sources.ts';
import { secretsManager } from './clients.ts';
import { environment, optionalEnvironment } from './environment.ts';
import { once } from './once.ts';
import { people } from './people.ts';
import { pseudonyms } from './pseudonyms.ts';
import { submitServices } from './submit.ts';

/** What the webhook function uses. */
export const webhookServices = once(
  (): IntakeServices => ({
    ...submitServices(),
    people: people(),
    pseudonyms: pseudonyms(),
    keys: new SecretsManagerWebhookKeys(secretsManager(), environment(ENV.webhookSecretPrefix)),
    sources: sources(),
  }),
);

function sources(): TicketSources {
  const file = optionalEnvironment(ENV.sourcesFile);
  return file === undefined ? DEFAULT_SOURCES : parseSources(JSON.parse(readFileSync(file, 'utf8')));
}
