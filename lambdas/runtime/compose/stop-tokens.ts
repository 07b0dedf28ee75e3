import { HmacStopTokens } from '../../adapters/hmac-stop-tokens.ts';
import { SecretsManagerWebhookKeys } from '../../adapters/secrets-manager-webhook-keys.ts';
import { ENV } from '../../contract/environment.ts';
import type { StopTokens } from '../../ports/stop-tokens.ts';
import { secretsManager } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** Makes and believes the links that stop a recovery. */
export const stopTokens = once(
  (): StopTokens => new HmacStopTokens(new SecretsManagerWebhookKeys(secretsManager(), environment(ENV.stopKeyPrefix))),
);
