import type { Client, QueryResult, QueryResultRow } from 'pg';
import type { DatabaseRole, DatabaseRoles } from '../../ports/database.ts';
import type { Secret } from '../../ports/secret.ts';
import { coded, databaseError } from './errors.ts';
import { scramVerifier } from './scram.ts';

/** Far more settings than a role has. */
const MOST_SETTINGS = 100;

/** How long sessions that were ended have to be gone, in milliseconds. */
const SESSIONS_MS = 3_000;

/**
 * Members of the first three can make themselves superusers (https://www.postgresql.org/docs/current/predefined-roles.html); the last one is
 * Amazon RDS's own.
 */
export const AS_GOOD_AS_SUPERUSERS = [
  ...['pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files'],
  'rds_superuser',
];

/** Roles of a PostgreSQL server, in the session of its administrator. */
export class PostgresRoles implements DatabaseRoles {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async roleOf(name: string): Promise<DatabaseRole | undefined> {
    const { rows } = await this.#ask<{ readonly signs: boolean; readonly powerful: boolean; readonly of: string[] }>(
      `SELECT r.rolcanlogin AS signs,
         EXISTS(SELECT FROM pg_roles p WHERE pg_has_role(r.oid, p.oid, 'MEMBER') AND (p.rolname = ANY($2)
           OR p.rolsuper OR p.rolcreaterole OR p.rolreplication OR p.rolbypassrls)) AS powerful,
         ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid) AS of
       FROM pg_roles r WHERE r.rolname = $1`,
      [name, AS_GOOD_AS_SUPERUSERS],
    );
    const [row] = rows;
    return row === undefined ? undefined : { canSignIn: row.signs, isPowerful: row.powerful, memberOf: row.of };
  }

  async setPassword(name: string, password: Secret): Promise<void> {
    await this.#ask(`ALTER ROLE ${this.#quoted(name)} LOGIN ${this.#passwordOf(password)}`);
  }

  async addTwin(name: string, of: string, password: Secret): Promise<void> {
    const [twin, base] = [this.#quoted(name), this.#quoted(of)];
    await this.#atOnce(async () => {
      await this.#ask(`CREATE ROLE ${twin} LOGIN INHERIT IN ROLE ${base} ${this.#passwordOf(password)}`);
      await this.#copySettings(name, of);
      // Last, so that no setting copied before is set as the other role.
      await this.#ask(`ALTER ROLE ${twin} SET role TO ${base}`);
    });
  }

  async endAt(name: string, at: Date): Promise<void> {
    const { rows } = await this.#ask<{ readonly earlier: boolean }>(
      'SELECT coalesce(rolvaliduntil <= $2::timestamptz, false) AS earlier FROM pg_roles WHERE rolname = $1',
      [name, at.toISOString()],
    );
    if (rows[0]?.earlier === true) return;
    await this.#ask(`ALTER ROLE ${this.#quoted(name)} VALID UNTIL ${this.#client.escapeLiteral(at.toISOString())}`);
  }

  async end(name: string): Promise<void> {
    await this.#ask(`ALTER ROLE ${this.#quoted(name)} NOLOGIN PASSWORD NULL`);
    await this.endSessions(name);
  }

  async endSessions(name: string): Promise<void> {
    const until = Date.now() + SESSIONS_MS;
    for (;;) {
      const { rows } = await this.#ask<{ readonly left: number }>(
        `SELECT count(pg_terminate_backend(pid))::int AS left FROM pg_stat_activity
         WHERE usename = $1 AND pid <> pg_backend_pid()`,
        [name],
      );
      if (rows[0]?.left === 0) return;
      if (Date.now() > until) throw coded('throttled', 'sessions are still ending');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What was set for the role in this database and in all: its search path, its time zone. */
  async #copySettings(name: string, of: string): Promise<void> {
    const { rows } = await this.#ask<{ readonly database: string | null; readonly setting: string }>(
      `SELECT d.datname AS database, unnest(s.setconfig) AS setting FROM pg_db_role_setting s
       JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
       WHERE r.rolname = $1 LIMIT ${MOST_SETTINGS}`,
      [of],
    );
    for (const { database, setting } of rows) {
      const [key = '', value] = [setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1)];
      if (key === 'role') continue;
      const place = database === null ? '' : `IN DATABASE ${this.#quoted(database)} `;
      // From the session: lists such as a search path have a quoting of their own.
      await this.#ask('SELECT set_config($1, $2, true)', [key, value]);
      await this.#ask(
        `ALTER ROLE ${this.#quoted(name)} ${place}SET ${key
          .split('.')
          .map((part) => this.#quoted(part))
          .join('.')} FROM CURRENT`,
      );
    }
  }

  async #atOnce(work: () => Promise<void>): Promise<void> {
    await this.#ask('BEGIN');
    try {
      await work();
      await this.#ask('COMMIT');
    } catch (error) {
      await this.#client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  async #ask<Row extends QueryResultRow>(statement: string, values: unknown[] = []): Promise<QueryResult<Row>> {
    try {
      return await this.#client.query<Row>(statement, values);
    } catch (error) {
      throw databaseError(error);
    }
  }

  /** The verifier in place of the password, and no end. */
  #passwordOf(password: Secret): string {
    return `PASSWORD ${this.#client.escapeLiteral(scramVerifier(password))} VALID UNTIL 'infinity'`;
  }

  #quoted(name: string): string {
    return this.#client.escapeIdentifier(name);
  }
}
