import { SecretsManagerWebhookKeys } from '../../adapters/secrets-manager-webhook-keys.ts';
import { standardWebhooks } from '../../adapters/signatures/standard-webhooks.ts';
import { ENV } from '../../contract/environment.ts';
import type { VendorServices } from '../vendor-result.ts';
import { secretsManager } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';
import { submitServices } from './submit.ts';

/** What the vendor function uses. */
export const vendorServices = once(
  (): VendorServices => ({
    ...submitServices(),
    scheme: standardWebhooks,
    keys: new SecretsManagerWebhookKeys(secretsManager(), environment(ENV.vendorSecretPrefix)),
  }),
);
