import type { DatabaseLogin, DatabasePlace, DatabaseRoles, Databases } from '../../ports/database.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Secret } from '../../ports/secret.ts';
import { databaseError, isRefusedSignIn } from './errors.ts';
import { PostgresRoles } from './roles.ts';
import { inDatabaseSession } from './session.ts';

/** How the administrator of a server signs in, and whose certificate the server has. */
export interface DatabaseAdministrator {
  readonly username: string;
  readonly password: Secret;
  /** The certificate of the authority (PEM) that the server's certificate must come from; absent: those that Node.js trusts. */
  readonly ca?: string;
}

/** The administrator of a server; undefined for a server that no setting names. Read for each piece of work: a rotated credential counts at once. */
export type AdministratorOf = (
  place: Pick<DatabasePlace, 'host' | 'port'>,
) => Promise<DatabaseAdministrator | undefined>;

/** PostgreSQL servers, 10 and newer. INVARIANT: no other server than those of the settings is ever called. */
export class PostgresDatabases implements Databases {
  readonly #administratorOf: AdministratorOf;

  constructor(administratorOf: AdministratorOf) {
    this.#administratorOf = administratorOf;
  }

  async accepts({ place, role, password }: DatabaseLogin): Promise<boolean> {
    const { ca } = await this.#administrator(place);
    try {
      return await inDatabaseSession({ place, role, password, ca }, async (client) => {
        await client.query('SELECT 1');
        return true;
      });
    } catch (error) {
      if (isRefusedSignIn(error)) return false;
      throw databaseError(error);
    }
  }

  async asAdministrator<Result>(
    place: DatabasePlace,
    work: (roles: DatabaseRoles) => Promise<Result>,
  ): Promise<Result> {
    const { username: role, password, ca } = await this.#administrator(place);
    let isSignedIn = false;
    try {
      return await inDatabaseSession({ place, role, password, ca }, (client) => {
        isSignedIn = true;
        return work(new PostgresRoles(client));
      });
    } catch (error) {
      throw isSignedIn ? error : databaseError(error);
    }
  }

  async #administrator(place: DatabasePlace): Promise<DatabaseAdministrator> {
    const found = await this.#administratorOf(place);
    if (found !== undefined) return found;
    const message = `server-unknown: no setting names \`${place.host}:${place.port}\``;
    throw new AdapterError('server-unknown', { retryable: true, message });
  }
}
