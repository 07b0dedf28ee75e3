import type { DirectoryHealth } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { DatabaseAdministrator } from './databases.ts';
import { databaseError } from './errors.ts';
import { AS_GOOD_AS_SUPERUSERS } from './roles.ts';
import { inDatabaseSession } from './session.ts';

/** A server, and how its administrator signs in. */
export interface ExaminedDatabase {
  readonly host: string;
  readonly port: number;
  readonly administrator: () => Promise<DatabaseAdministrator>;
}

/** There on every server (https://www.postgresql.org/docs/current/manage-ag-templatedbs.html). */
const DATABASE = 'postgres';

/** Whether the administrator of a PostgreSQL server gets in, and has the least rights of `docs/integrations/postgres.md`: all of them and no more. */
export class PostgresHealth implements DirectoryHealth {
  readonly #server: ExaminedDatabase;

  constructor(server: ExaminedDatabase) {
    this.#server = server;
  }

  /**
   * `roles-denied`: it may change no role. `sessions-denied`: it may end no session. `administrator-powerful`: it is, or is a member of, what is as
   * good as a superuser. Else the code of a server that is not reached or refuses it.
   */
  async flaw(): Promise<string | null> {
    const { host, port, administrator } = this.#server;
    try {
      const { username: role, password, ca } = await administrator();
      const [row] = await inDatabaseSession(
        { place: { host, port, database: DATABASE }, role, password, ca },
        async (client) => (await client.query<Rights>(RIGHTS, [AS_GOOD_AS_SUPERUSERS])).rows,
      );
      if (row === undefined || row.powerful) return 'administrator-powerful';
      if (!row.roles) return 'roles-denied';
      return row.sessions ? null : 'sessions-denied';
    } catch (error) {
      return error instanceof AdapterError ? error.code : databaseError(error).code;
    }
  }
}

interface Rights {
  readonly roles: boolean;
  readonly sessions: boolean;
  readonly powerful: boolean;
}

const RIGHTS = `SELECT r.rolcreaterole AS roles, pg_has_role(r.oid, 'pg_signal_backend', 'MEMBER') AS sessions,
    EXISTS(SELECT FROM pg_roles p WHERE pg_has_role(r.oid, p.oid, 'MEMBER')
      AND (p.rolname = ANY($1) OR p.rolsuper OR p.rolreplication OR p.rolbypassrls)) AS powerful
  FROM pg_roles r WHERE r.rolname = current_user`;
