import { SecretsManagerConnector } from '../../lambdas/adapters/connectors/secrets-manager/connector.ts';
import { HttpKeyApi } from '../../lambdas/adapters/https/key-api.ts';
import { SecretsManagerRotatingSecret } from '../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { ApiKeySystem } from '../../lambdas/app/workflow/api-key.ts';
import { ownValue } from '../../lambdas/app/workflow/own-value.ts';
import { parseRotationEvent, rotate } from '../../lambdas/app/workflow/rotation.ts';
import { ENTRA_APP_CERTIFICATE_TAG, KEY_API_TAG } from '../../lambdas/contract/tags.ts';
import type { Action } from '../../lambdas/core/registry/account.ts';
import { derivedId } from '../../lambdas/core/values/hash.ts';
import type { ConnectorRequest } from '../../lambdas/ports/connector.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { faulty } from './faulty-client.ts';
import { NOW } from './fixtures.ts';
import { DESCRIPTION, MANAGER, ModelKeyApi } from './models/key-api.ts';
import { ModelSecretsManager, type RotationCall } from './models/secrets-manager.ts';

export const TARGET = 'prod/payments/db';

let grants = 0;

/** A secret whose value an API issues. */
export const ISSUED = 'prod/maps/key';

/** A secret that holds a certificate. The connector sees labels and tags alone, so its value is any. */
export const CERTIFIED = 'prod/crm/certificate';

/** A request to rotate the secret, to issue another one again, or to replace the certificate in a third, under a new grant. */
export function aRotation(action: Action = 'rotate-secret'): ConnectorRequest {
  grants += 1;
  const grant = `grant-${grants}`;
  const target = { 'reissue-token': ISSUED, 'replace-certificate': CERTIFIED }[String(action)] ?? TARGET;
  return { action, target, directoryId: 'by-name', grant, expiresAt: NOW, issued: false };
}

/** The grant's version, and its replacement. */
export const versionsOf = ({ grant }: ConnectorRequest): { readonly granted: string; readonly replacing: string } => ({
  granted: derivedId('rotate', grant),
  replacing: `at-once-${derivedId('rotate-back', grant)}`,
});

export const VALUE = JSON.stringify({ team: 'payments', user: 'app', password: 'canary-password-of-before' });

/** A secret with our rotation function and the connector, and one that an API issues; the connections of function and connector can be broken. */
export function rotationWorld(value = VALUE) {
  const [model, issuer] = [new ModelSecretsManager(), new ModelKeyApi()];
  model.add(TARGET, value);
  const first = { keyId: issuer.add(ISSUED, 'canary-key-of-before'), key: 'canary-key-of-before' };
  model.add(ISSUED, JSON.stringify(first)).tags.push({ Key: KEY_API_TAG, Value: 'maps' });
  model.add(CERTIFIED, VALUE).tags.push({ Key: ENTRA_APP_CERTIFICATE_TAG, Value: 'an-application' });
  const api = new HttpKeyApi(DESCRIPTION, { send: issuer.send, token: async () => new Secret(MANAGER) });
  const inside = faulty(model.client);
  const rotating = new SecretsManagerRotatingSecret(inside.client);
  const step = (call: RotationCall): Promise<void> =>
    rotate(
      {
        secret: rotating,
        systemOf: (state) =>
          state.systems.some(({ kind }) => kind === 'key-api')
            ? new ApiKeySystem(api, state.name)
            : ownValue(rotating, state),
      },
      parseRotationEvent(call),
    );
  model.rotator = step;
  const { client, calls, failAt, hasFailed } = faulty(model.client);
  return {
    model,
    issuer,
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
