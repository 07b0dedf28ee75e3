import { SecretsManagerConnector } from '../../lambdas/adapters/connectors/secrets-manager/connector.ts';
import { SecretsManagerRotatingSecret } from '../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { ownValue } from '../../lambdas/app/workflow/own-value.ts';
import { parseRotationEvent, rotate } from '../../lambdas/app/workflow/rotation.ts';
import { derivedId } from '../../lambdas/core/values/hash.ts';
import type { ConnectorRequest } from '../../lambdas/ports/connector.ts';
import { faulty } from './faulty-client.ts';
import { NOW } from './fixtures.ts';
import { ModelSecretsManager, type RotationCall } from './models/secrets-manager.ts';

export const TARGET = 'prod/payments/db';

let grants = 0;

/** A request to rotate the secret, under a new grant. */
export function aRotation(): ConnectorRequest {
  grants += 1;
  const grant = `grant-${grants}`;
  return { action: 'rotate-secret', target: TARGET, directoryId: 'by-name', grant, expiresAt: NOW, issued: false };
}

/** The grant's version, and its replacement. */
export const versionsOf = ({ grant }: ConnectorRequest): { readonly granted: string; readonly replacing: string } => ({
  granted: derivedId('rotate', grant),
  replacing: `at-once-${derivedId('rotate-back', grant)}`,
});

export const VALUE = JSON.stringify({ team: 'payments', user: 'app', password: 'canary-password-of-before' });

/** A secret with our rotation function and the connector; the connections of both can be broken. */
export function rotationWorld(value = VALUE) {
  const model = new ModelSecretsManager();
  model.add(TARGET, value);
  const inside = faulty(model.client);
  const rotating = new SecretsManagerRotatingSecret(inside.client);
  const step = (call: RotationCall): Promise<void> =>
    rotate({ secret: rotating, systemOf: (state) => ownValue(rotating, state) }, parseRotationEvent(call));
  model.rotator = step;
  const { client, calls, failAt, hasFailed } = faulty(model.client);
  return {
    model,
    step,
    inside,
    connector: new SecretsManagerConnector(client, { settleMs: 0 }),
    calls,
    failAt,
    hasFailed,
  };
}

/** The call of one step for a version. */
export const aCall = (Step: string, ClientRequestToken: string): RotationCall => ({
  Step,
  SecretId: TARGET,
  ClientRequestToken,
  RotationToken: 'canary-rotation-token',
});
