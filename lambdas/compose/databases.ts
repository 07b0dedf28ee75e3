import { PostgresDatabases } from '../adapters/postgres/databases.ts';
import { readServiceAccount } from '../adapters/secrets-manager/service-account.ts';
import type { DatabaseServerSettings } from '../contract/databases.ts';
import type { Databases } from '../ports/database.ts';
import { secretsManager } from './clients/secrets-manager.ts';

// Calls database servers. `rotation.ts` loads this file with the first secret of a database.

export function databasesOf(settings: string): Databases {
  // INVARIANT: the stack wrote it.
  const servers = JSON.parse(settings) as readonly DatabaseServerSettings[];
  return new PostgresDatabases(async ({ host, port }) => {
    const server = servers.find((one) => one.host === host.toLowerCase() && one.port === port);
    return server === undefined ? undefined : readServiceAccount(secretsManager(), server.secret);
  });
}
