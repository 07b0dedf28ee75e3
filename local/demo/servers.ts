import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountSecret, type KeepsSecret, secretsIn } from '../aws/secrets/earlier.ts';
import { madePassword } from '../directory/credentials.ts';
import { type PlannedSamba, planSamba, whyNoSamba } from '../ldap/samba.ts';
import type { DirectoryServer } from '../ldap/server.ts';
import { type PlannedPostgres, type PostgresServer, planPostgres, whyNoPostgres } from '../postgres/server.ts';
import type { Directories } from '../start/template.ts';

/** Who is in the directory and in the database before the demo begins; nobody may see a password. */
export const ROLE = 'orders';
export const PEOPLE = { recovered: 'kwatanabe', changedByHand: 'lena-admin' } as const;

/** What a person or a service signs in with before anything happens. */
export interface Before {
  readonly ken: string;
  readonly orders: string;
}

/** The real servers of this machine that the demo works in; each is starting, and null where its programs are not installed. */
export interface Servers {
  /** A folder for the data of the system, with the credentials of those servers. */
  readonly data: string;
  readonly named: Directories;
  readonly directory: Promise<DirectoryServer> | null;
  readonly database: Promise<PostgresServer> | null;
  readonly before: Before;
  /** What is left out, each in one line with its reason. */
  readonly leftOut: readonly string[];
  stop(): Promise<void>;
}

/** Starts the servers that can run here, and waits for none of them: a domain controller takes longer than the rest of the demo. */
export async function openServers(): Promise<Servers> {
  const data = mkdtempSync(join(tmpdir(), 'countersign-'));
  const secret = secretsIn(join(data, 'aws'));
  const [noSamba, noPostgres] = [whyNoSamba(), whyNoPostgres()];
  const samba = noSamba === undefined ? await planSamba() : null;
  const postgres = noPostgres === undefined ? await planPostgres() : null;
  const before: Before = { ken: madePassword(), orders: madePassword() };
  const directory = samba === null ? null : peopled(samba, before);
  const database = postgres === null ? null : inhabited(postgres, before);
  // Whoever plays hears of a failure; it ends nothing before that.
  for (const starting of [directory, database]) starting?.catch(() => undefined);
  return {
    ...{ data, directory, database, before },
    named: {
      ...(samba !== null && { ldap: { 'active-directory': directoryNamed(samba, secret) } }),
      ...(postgres !== null && { postgres: [databaseNamed(postgres, secret)] }),
    },
    leftOut: [
      ...(noSamba === undefined ? [] : [`left out: a person in Active Directory, because ${noSamba}`]),
      ...(noPostgres === undefined ? [] : [`left out: a service account in PostgreSQL, because ${noPostgres}`]),
    ],
    stop: async () => {
      for (const starting of [directory, database]) await (await starting?.catch(() => undefined))?.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function directoryNamed({ place: { url, ca, base, reader, operator } }: PlannedSamba, secret: KeepsSecret) {
  const kept = (name: string, account: typeof reader): string =>
    secret(`directories/active-directory-${name}`, accountSecret(account, ca));
  return { urls: [url], base, readerSecret: kept('reader', reader), operatorSecret: kept('operator', operator) };
}

function databaseNamed({ place: { host, port, ca, administrator } }: PlannedPostgres, secret: KeepsSecret) {
  return { host, port, secret: secret('databases/postgres', accountSecret(administrator, ca)) };
}

async function peopled(planned: PlannedSamba, { ken }: Before): Promise<DirectoryServer> {
  const server = await planned.start();
  try {
    await server.admin.addPerson(PEOPLE.recovered, ken);
    await server.admin.addPerson(PEOPLE.changedByHand, madePassword());
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function inhabited(planned: PlannedPostgres, { orders }: Before): Promise<PostgresServer> {
  const server = await planned.start();
  try {
    await server.addRole(ROLE, orders);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}
