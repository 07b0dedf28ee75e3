import { HmacSpokenWords } from '../../adapters/keyed/spoken-words.ts';
import { ENV } from '../../contract/environment.ts';
import type { SpokenWords } from '../../ports/keyed.ts';
import type { DeploymentKey, SweptBoxes, WebhookKeys } from '../../ports/secret.ts';
import { environment, later, once } from './environment.ts';

const secretsManager = () => import('./secrets-manager.ts');

/** Boxes whose names begin with this prefix, under the key of the deployment. */
export function boxesUnder(prefix: string): SweptBoxes {
  const options = { prefix, keyId: environment(ENV.keyId) };
  const methods = { put: true, open: true, destroy: true, endedBefore: true } as const;
  return later(async () => (await secretsManager()).boxesOf(options), methods);
}

/** A key of the deployment by the name of its secret. */
export const deploymentKey = (name: string): DeploymentKey =>
  later(async () => (await secretsManager()).deploymentKeyOf(name), { versions: true });

/** The words that the help desk and a requester say to each other. */
export const spokenWords = /* @__PURE__ */ once(
  (): SpokenWords => new HmacSpokenWords(deploymentKey(environment(ENV.wordKey))),
);

/** The signing keys of the sources whose secrets begin with this prefix. */
export const webhookKeysUnder = (prefix: string): WebhookKeys =>
  later(async () => (await secretsManager()).webhookKeysOf(prefix), { of: true });
