import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { Secret } from '../../lambdas/ports/secret.ts';
import { type Certificate, certificateIn } from '../ldap/certificate.ts';
import { programOf, ran, started, type User } from '../ldap/program.ts';

const SUPERUSER = { username: 'postgres', password: new Secret('canary-superuser') };
/** Has the rights that a rotation needs, and no others: docs/integrations/postgres.md. */
const ADMINISTRATOR = { username: 'countersign', password: new Secret('canary-administrator') };
export const DATABASE = 'payments';
const HOST = '127.0.0.1';
/** It listens here too, and its certificate does not say so. */
export const OTHER_HOST = '127.0.0.2';

/** Everybody signs in by SCRAM, but for two roles: of one the server asks for no password, of the other for the password itself. */
export const ASKED = { nothing: 'asked-nothing', clear: 'asked-in-clear' } as const;
const ACCESS = [
  `hostssl all "${ASKED.nothing}" 127.0.0.0/8 trust`,
  `hostssl all "${ASKED.clear}" 127.0.0.0/8 password`,
  'hostssl all all 127.0.0.0/8 scram-sha-256\n',
].join('\n');

/** Where a PostgreSQL server answers, and whoever administers its roles. */
export interface PostgresPlace {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** The certificate that the server shows (PEM). */
  readonly ca: string;
  readonly administrator: { readonly username: string; readonly password: Secret };
}

/** A real PostgreSQL server on this machine, with TLS and SCRAM. */
export interface PostgresServer extends PostgresPlace {
  /** As its superuser. */
  readonly ask: <Row extends object>(statement: string, values?: unknown[]) => Promise<readonly Row[]>;
  /** A role that signs in, owns a table, and that the administrator may change. */
  readonly addRole: (name: string, password: string) => Promise<void>;
  /** Whether somebody gets in with this password. */
  readonly signsIn: (name: string, password: string) => Promise<boolean>;
  /** A session that stays open; `isOpen` says whether it still is. */
  readonly session: (name: string, password: string) => Promise<OpenSession>;
  /** The server's log: what it wrote of statements and sign-ins. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

export interface OpenSession {
  readonly isOpen: () => Promise<boolean>;
  readonly ask: <Row extends object>(statement: string) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

/** Why a real PostgreSQL server cannot run here; undefined where it can. */
export function whyNoPostgres(): string | undefined {
  const missing = ['postgres', 'initdb', 'openssl'].filter((name) => programOf(name) === undefined);
  return missing.length === 0 ? undefined : `\`${missing.join('`, `')}\` is not installed`;
}

/** Where a PostgreSQL server will answer, and how it is started there. */
export interface PlannedPostgres {
  readonly place: PostgresPlace;
  /** Takes a few seconds. Removes all that it made when it fails. */
  start(): Promise<PostgresServer>;
}

/** PostgreSQL in a new folder, on a free port of loopback, with nobody in it but its two administrators. What others need to know of it is known before it runs. */
export async function planPostgres(): Promise<PlannedPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const certificate = await certificateIn(folder, HOST);
  const port = await freePort();
  const place = { host: HOST, port, database: DATABASE, ca: certificate.ca, administrator: ADMINISTRATOR };
  const start = async (): Promise<PostgresServer> => {
    try {
      return await startIn(folder, certificate, port);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  };
  return { place, start };
}

/** A planned server that runs. */
export const startPostgres = async (): Promise<PostgresServer> => (await planPostgres()).start();

async function startIn(folder: string, { keyFile, certFile, ca }: Certificate, port: number): Promise<PostgresServer> {
  const owner = await ownerOfServers();
  const [data, passwordFile, logFile] = ['data', 'password', 'log'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, SUPERUSER.password.reveal());
  writeFileSync(logFile, '');
  const { uid, gid } = owner;
  for (const path of [folder, data, passwordFile, logFile, keyFile, certFile])
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  await ran(
    programOf('initdb') ?? 'initdb',
    [
      '-D',
      data,
      '-U',
      SUPERUSER.username,
      `--pwfile=${passwordFile}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--no-locale',
      '-N',
    ],
    undefined,
    owner,
  );
  writeFileSync(join(data, 'pg_hba.conf'), ACCESS);
  const settings = {
    ...{
      listen_addresses: `${HOST},${OTHER_HOST}`,
      port,
      unix_socket_directories: '',
      ssl: 'on',
      ssl_key_file: keyFile,
      ssl_cert_file: certFile,
    },
    ...{ fsync: 'off', max_connections: 400, log_statement: 'all', log_connections: 'on', logging_collector: 'off' },
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const place = { host: HOST, port, ssl: { ca } };
  const superuser = { ...place, user: SUPERUSER.username, password: SUPERUSER.password.reveal() };
  const shell = ['-c', 'exec "$@" 2>"$0"', logFile, programOf('postgres') ?? 'postgres', '-D', data, ...options];
  const running = await started(
    '/bin/sh',
    shell,
    // A server that is starting on a busy machine may not answer in time either.
    { answers: () => signsIn({ ...superuser, database: 'postgres' }).catch(() => false) },
    owner,
  );
  const inDatabase = { ...place, database: DATABASE };
  const ask = <Row extends object>(statement: string, values: unknown[] = []) =>
    within(
      { ...superuser, database: DATABASE },
      async (client) => (await client.query(statement, values)).rows as Row[],
    );
  try {
    await within({ ...superuser, database: 'postgres' }, furnish);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return {
    ...{ host: HOST, port, database: DATABASE, ca, administrator: ADMINISTRATOR, ask },
    addRole: async (name, password) => {
      const [role, quoted] = [new Client().escapeIdentifier(name), new Client().escapeLiteral(password)];
      await ask(`CREATE ROLE ${role} LOGIN PASSWORD ${quoted}`);
      await ask(`GRANT ${role} TO ${ADMINISTRATOR.username} WITH ADMIN OPTION`);
      await ask(`CREATE SCHEMA AUTHORIZATION ${role}`);
    },
    signsIn: (user, password) => signsIn({ ...inDatabase, user, password }),
    session: (user, password) => openSession({ ...inDatabase, user, password }),
    log: () => readFileSync(logFile, 'utf8'),
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** The database, and the administrator with its least rights: those of docs/integrations/postgres.md. */
async function furnish(client: Client): Promise<void> {
  const { username, password } = ADMINISTRATOR;
  await client.query(`CREATE DATABASE ${DATABASE}`);
  await client.query(`CREATE ROLE ${username} LOGIN CREATEROLE PASSWORD '${password.reveal()}'`);
  await client.query(`GRANT pg_signal_backend TO ${username}`);
}

/** PostgreSQL refuses to run as root: then as the user of Debian's package, or as nobody. */
async function ownerOfServers(): Promise<User> {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const found = /^[^:]*:[^:]*:(\d+):(\d+)/m.exec(await ran('getent', ['passwd', name]).catch(() => ''));
    if (found !== null) return { uid: Number(found[1]), gid: Number(found[2]) };
  }
  throw new Error('there is neither a user `postgres` nor a user `nobody`');
}

async function within<Result>(config: ClientConfig, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = await opened(config);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function opened(config: ClientConfig): Promise<Client> {
  const client = new Client({ ...config, connectionTimeoutMillis: 30_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function openSession(config: ClientConfig): Promise<OpenSession> {
  const client = await opened(config);
  const ask = async <Row extends object>(statement: string) => (await client.query(statement)).rows as Row[];
  return {
    ask,
    isOpen: () =>
      ask('SELECT 1').then(
        () => true,
        () => false,
      ),
    close: () => client.end().catch(() => undefined),
  };
}

/** False where the server says no; throws where it says nothing. */
async function signsIn(config: ClientConfig): Promise<boolean> {
  try {
    await within(config, async (client) => client.query('SELECT 1'));
    return true;
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (['28P01', '28000', 'ECONNREFUSED', '57P03'].includes(code)) return false;
    throw error;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
