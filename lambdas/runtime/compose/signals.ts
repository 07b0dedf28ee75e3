import { SecretsManagerWebhookKeys } from '../../adapters/secrets-manager-webhook-keys.ts';
import { ENV } from '../../contract/environment.ts';
import type { SignalServices } from '../signals.ts';
import { secretsManager } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';
import { submitServices } from './submit.ts';

/** What the signals function uses. Its keys are its own: who may send tickets may not for that reason report signals. */
export const signalServices = once(
  (): SignalServices => ({
    ...submitServices(),
    keys: new SecretsManagerWebhookKeys(secretsManager(), environment(ENV.signalSecretPrefix)),
  }),
);
