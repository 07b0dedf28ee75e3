import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretsManagerBoxes, type SecretsManagerBoxesOptions } from '../../adapters/secrets-manager/boxes.ts';
import { SecretsManagerKey } from '../../adapters/secrets-manager/key.ts';
import { SecretsManagerWebhookKeys } from '../../adapters/secrets-manager/webhook-keys.ts';
import type { DeploymentKey, SweptBoxes, WebhookKeys } from '../../ports/secret.ts';
import { CALM } from './clients.ts';
import { once } from './environment.ts';

// Adapters of Secrets Manager. `secrets.ts` loads this file on first use.

export const secretsManager = /* @__PURE__ */ once(() => new SecretsManagerClient(CALM));

export const boxesOf = (options: SecretsManagerBoxesOptions): SweptBoxes =>
  new SecretsManagerBoxes(secretsManager(), options);
export const deploymentKeyOf = (name: string): DeploymentKey => new SecretsManagerKey(secretsManager(), name);
export const webhookKeysOf = (prefix: string): WebhookKeys => new SecretsManagerWebhookKeys(secretsManager(), prefix);
