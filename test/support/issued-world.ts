import { SecretsManagerConnector } from '../../lambdas/adapters/connectors/secrets-manager/connector.ts';
import { SecretsManagerRotatingSecret } from '../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { parseRotationEvent, rotate } from '../../lambdas/app/workflow/rotation.ts';
import type { KeyUse } from '../../lambdas/ports/key-api.ts';
import type { Breaker } from './breaker.ts';
import { STEPS } from './database-rotation.ts';
import { faulty } from './faulty-client.ts';
import { type IssuerName, issuedSystem } from './issued-systems.ts';
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
  const { issuer, value, id, canary, keyIn, opens, orphan, system } = await issuedSystem(name, TARGET, lagMs);
  const first = { keyId: id, key: keyIn(value).key ?? '' };
  const { tags } = model.add(TARGET, JSON.stringify({ team: 'payments', ...value }));
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
    systemOf: () => system((port) => breaker?.through(port) ?? port, options),
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
  const written = (label: string) => JSON.parse(model.value(TARGET, label) ?? '{}') as Readonly<Record<string, string>>;
  /** What the value of a version says, without what belongs to its key alone. */
  const labelled = (label = 'AWSCURRENT') => {
    const members = written(label);
    const rest = Object.entries(members).filter(([member]) => !Object.hasOwn(value, member));
    return { ...Object.fromEntries(rest), ...keyIn(members) } as {
      readonly team: string;
      readonly keyId: string;
      readonly key: string;
    };
  };
  const doesOpen = (label: string) => opens(written(label));
  const rotateTo = async (version: string): Promise<void> => {
    begin(version);
    for (const one of STEPS) await step(one, version);
  };
  const { client, failAt, hasFailed } = faulty(model.client);
  const connector = new SecretsManagerConnector(client, { settleMs: 0 });
  return {
    ...{ model, issuer, first, canary, revoked, step, begin, labelled, doesOpen, orphan, rotateTo, connector },
    ...{ failAt, hasFailed },
  };
}

export type IssuedWorld = Awaited<ReturnType<typeof issuedWorld>>;
