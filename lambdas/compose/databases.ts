import { PostgresDatabases } from '../adapters/postgres/databases.ts';
import { PostgresHealth } from '../adapters/postgres/health.ts';
import { readServiceAccount } from '../adapters/secrets-manager/service-account.ts';
import type { DatabaseServerSettings } from '../contract/databases.ts';
import type { DirectoryHealth } from '../ports/connector.ts';
import type { Databases } from '../ports/database.ts';
import { secretsManager } from './clients/secrets-manager.ts';

// Calls database servers. `rotation.ts` loads this file with the first secret of a database.

export function databasesOf(servers: readonly DatabaseServerSettings[]): Databases {
  return new PostgresDatabases(async ({ host, port }) => {
    const server = servers.find((one) => one.host === host.toLowerCase() && one.port === port);
    return server === undefined ? undefined : readServiceAccount(secretsManager(), server.secret);
  });
}

export const databaseHealth = ({ host, port, secret }: DatabaseServerSettings): DirectoryHealth =>
  new PostgresHealth({ host, port, administrator: () => readServiceAccount(secretsManager(), secret) });
