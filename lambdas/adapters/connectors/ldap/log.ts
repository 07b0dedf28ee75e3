import type { LdapName } from '../../../contract/connectors.ts';
import type { ChangeKind, DirectoryChange } from '../../../core/recovery/state/receipts.ts';
import type { Instant } from '../../../core/values/instant.ts';
import type { DirectoryLog, LogPage } from '../../../ports/directory-log.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { inSession, type LdapServer, type Session } from './session.ts';

/** A change of an entry, as an LDAP directory shows it. Its log names nobody. */
export interface EntryChange {
  readonly directoryId: string;
  readonly kind: ChangeKind;
  readonly at: Instant;
  readonly entry: string;
}

/** How one kind of LDAP directory is asked for what changed. `Place` is kept as JSON. Throws `AdapterError`. */
export interface LogDialect<Place> {
  since(
    session: Session,
    place: Place | null,
    now: Instant,
  ): Promise<{ readonly changes: readonly EntryChange[]; readonly place: Place; readonly isEnd: boolean }>;
}

/** What LDAP directories say was changed, asked for with the account that reads. */
export class LdapLog<Place> implements DirectoryLog {
  readonly connector: LdapName;
  readonly #server: LdapServer;
  readonly #dialect: LogDialect<Place>;
  readonly #now: () => number;

  constructor(connector: LdapName, server: LdapServer, dialect: LogDialect<Place>, now: () => number = Date.now) {
    this.connector = connector;
    this.#server = server;
    this.#dialect = dialect;
    this.#now = now;
  }

  async since(kept: string | null): Promise<LogPage> {
    // INVARIANT: this class wrote it.
    const before = kept === null ? null : (JSON.parse(kept) as Place);
    const now = new Date(this.#now()).toISOString();
    const found = await inSession(this.#server, (session) => this.#dialect.since(session, before, now));
    const { connector } = this;
    const changes = found.changes.map(
      (change): DirectoryChange => ({ ...change, connector, by: { as: 'unknown', name: null } }),
    );
    return {
      changes: changes.sort((one, other) => (one.at < other.at ? -1 : 1)),
      place: JSON.stringify(found.place),
      isEnd: found.isEnd,
    };
  }
}

/** A number of the directory that must be there. */
export function wholeIn(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new AdapterError('answer-unreadable', { retryable: true });
  return number;
}
