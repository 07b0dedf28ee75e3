import { SecretsManagerConnector } from '../../lambdas/adapters/connectors/secrets-manager/connector.ts';
import { SecretsManagerRotatingSecret } from '../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { ApiKeySystem } from '../../lambdas/app/workflow/api-key.ts';
import { parseRotationEvent, rotate } from '../../lambdas/app/workflow/rotation.ts';
import type { KeyUse } from '../../lambdas/ports/key-api.ts';
import type { Breaker } from './breaker.ts';
import { STEPS } from './database-rotation.ts';
import { faulty } from './faulty-client.ts';
import { type IssuerName, issuerOf } from './issuers.ts';
import { ModelSecretsManager } from './models/secrets-manager.ts';
import { aCall, TARGET } from './rotation-world.ts';

export interface IssuedOptions {
  readonly graceMinutes?: string;
  /** Milliseconds after which the issuer knows a new key. */
  readonly lagMs?: number;
  /** Whether the consumer of the secret is well with a new version; absent: nobody can ask. */
  readonly isWell?: boolean;
}

/** A secret that is a key of an issuer, its rotation function and its connector. The connections of both can be broken. */
export async function issuedWorld(name: IssuerName, { graceMinutes, lagMs, isWell }: IssuedOptions = {}) {
  const model = new ModelSecretsManager();
  const issuer = await issuerOf(name, TARGET, lagMs);
  const first = { keyId: issuer.first.id, key: issuer.first.key.reveal() };
  const { tags } = model.add(TARGET, JSON.stringify({ team: 'payments', ...first }));
  tags.push(issuer.tag);
  if (graceMinutes !== undefined) tags.push({ Key: 'countersign:grace-minutes', Value: graceMinutes });
  const secret = new SecretsManagerRotatingSecret(model.client);
  const revoked: (readonly [string, KeyUse | undefined])[] = [];
  const options = {
    ...{ looks: 8, pause: issuer.pause },
    onRevoked: (id: string, lastUse: KeyUse | undefined) => {
      revoked.push([id, lastUse]);
    },
  };
  const services = (breaker?: Breaker) => ({
    secret: breaker?.through(secret) ?? secret,
    systemOf: () => new ApiKeySystem(breaker?.through(issuer.api) ?? issuer.api, TARGET, options),
    ...(isWell === undefined ? {} : { probeOf: () => ({ isWell: async () => isWell }) }),
  });
  const step = (one: string, version: string, breaker?: Breaker): Promise<void> =>
    rotate(services(breaker), parseRotationEvent(aCall(one, version)));
  model.rotator = (call) => rotate(services(), parseRotationEvent(call));
  const begin = (version: string): void => {
    const { versions } = model.secrets.get(TARGET) ?? { versions: new Map() };
    if (!versions.has(version)) versions.set(version, { value: undefined, labels: new Set(), createdAt: new Date() });
    model.move(TARGET, 'AWSPENDING', version);
  };
  const labelled = (label = 'AWSCURRENT') =>
    JSON.parse(model.value(TARGET, label) ?? '{}') as {
      readonly team: string;
      readonly keyId: string;
      readonly key: string;
    };
  const rotateTo = async (version: string): Promise<void> => {
    begin(version);
    for (const one of STEPS) await step(one, version);
  };
  const { client, failAt, hasFailed } = faulty(model.client);
  const connector = new SecretsManagerConnector(client, { settleMs: 0 });
  return { model, issuer, first, revoked, step, begin, labelled, rotateTo, connector, failAt, hasFailed };
}

export type IssuedWorld = Awaited<ReturnType<typeof issuedWorld>>;
