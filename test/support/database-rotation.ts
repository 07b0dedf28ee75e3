import { PostgresDatabases } from '../../lambdas/adapters/postgres/databases.ts';
import { SecretsManagerRotatingSecret } from '../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { DatabaseRoleSystem } from '../../lambdas/app/workflow/database-role.ts';
import type { ConsumerProbe } from '../../lambdas/app/workflow/rotated-system.ts';
import { parseRotationEvent, type RotationServices, rotate } from '../../lambdas/app/workflow/rotation.ts';
import type { Databases } from '../../lambdas/ports/database.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import type { PostgresServer } from '../../local/postgres/server.ts';
import type { Breaker } from './breaker.ts';
import { faulty } from './faulty-client.ts';
import { ModelDatabases } from './models/databases.ts';
import { ModelSecretsManager } from './models/secrets-manager.ts';
import { aCall, TARGET } from './rotation-world.ts';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export const FIRST = 'canary-first-password';

/** A server of databases, for a world. */
export interface Place {
  readonly databases: Databases;
  readonly port: number;
  readonly addRole: (name: string, password: string) => Promise<void>;
}

export function modelPlace(model = new ModelDatabases()): Place & { readonly model: ModelDatabases } {
  return { model, databases: model, port: 5_432, addRole: async (name, password) => model.add(name, password) };
}

export const realPlace = (server: PostgresServer): Place => ({
  databases: new PostgresDatabases(async () => ({ ...server.administrator, ca: server.ca })),
  port: server.port,
  addRole: server.addRole,
});

export interface Options {
  readonly alternates?: boolean;
  readonly graceMinutes?: string;
  readonly role?: string;
  readonly probe?: ConsumerProbe;
  readonly now?: () => number;
}

/** A secret of a database's role, its rotation function, and its consumer. The connection to Secrets Manager can be broken. */
export async function databaseWorld(place: Place, options: Options = {}) {
  const { alternates = false, graceMinutes, role = 'app', probe, now } = options;
  const model = new ModelSecretsManager();
  const value = {
    ...{ engine: 'postgres', host: '127.0.0.1', port: place.port, dbname: 'payments' },
    ...{ username: role, password: FIRST, ...(alternates ? { masterarn: 'arn:aws:secretsmanager:…' } : {}) },
  };
  await place.addRole(role, FIRST);
  const { tags } = model.add(TARGET, JSON.stringify(value, null, 2));
  tags.push({ Key: 'countersign:postgres-role', Value: role });
  if (graceMinutes !== undefined) tags.push({ Key: 'countersign:grace-minutes', Value: graceMinutes });
  const inside = faulty(model.client);
  const secret = new SecretsManagerRotatingSecret(inside.client);
  const services = (breaker?: Breaker): RotationServices => {
    const through = <Port extends object>(port: Port): Port => breaker?.through(port) ?? port;
    const [held, databases] = [
      through(secret),
      breaker === undefined ? place.databases : brokenBy(breaker, place.databases),
    ];
    return {
      secret: held,
      systemOf: ({ systems: [{ name } = { name: 'no tag' }] }) =>
        new DatabaseRoleSystem({ databases, passwords: held }, name),
      ...(probe === undefined ? {} : { probeOf: () => probe }),
      ...(now === undefined ? {} : { now }),
    };
  };
  const step = (name: string, version: string, breaker?: Breaker): Promise<void> =>
    rotate(services(breaker), parseRotationEvent(aCall(name, version)));
  model.rotator = (call) => rotate(services(), parseRotationEvent(call));
  const begin = (version: string): void => {
    const { versions } = model.secrets.get(TARGET) ?? { versions: new Map() };
    if (!versions.has(version)) versions.set(version, { value: undefined, labels: new Set(), createdAt: new Date() });
    model.move(TARGET, 'AWSPENDING', version);
  };
  const login = (label: string): { readonly username: string; readonly password: string } =>
    JSON.parse(model.value(TARGET, label) ?? '{}') as { username: string; password: string };
  const isValid = ({ username, password }: ReturnType<typeof login>): Promise<boolean> =>
    place.databases.accepts({
      place: { host: '127.0.0.1', port: place.port, database: 'payments' },
      role: username,
      password: new Secret(password),
    });
  const rotateTo = async (version: string): Promise<void> => {
    begin(version);
    for (const name of STEPS) await step(name, version);
  };
  return { model, inside, step, begin, login, isValid, rotateTo };
}

/** The calls to a server break one by one: those of the administrator too. */
const brokenBy = (breaker: Breaker, databases: Databases): Databases => ({
  accepts: (login) => breaker.call('accepts', () => databases.accepts(login)),
  asAdministrator: (place, work) => databases.asAdministrator(place, (roles) => work(breaker.through(roles))),
});

export type DatabaseWorld = Awaited<ReturnType<typeof databaseWorld>>;
