import type { Secret } from './secret.ts';

/** A database on a server. */
export interface DatabasePlace {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** How a consumer signs in. */
export interface DatabaseLogin {
  readonly place: DatabasePlace;
  readonly role: string;
  readonly password: Secret;
}

/** What the server says of a role. */
export interface DatabaseRole {
  readonly canSignIn: boolean;
  /** It is, or is a member of, what administers the server: a superuser, or who may make roles, replicate, bypass row security or use the server's files. */
  readonly isPowerful: boolean;
  /** The roles that it is a direct member of. */
  readonly memberOf: readonly string[];
}

/**
 * Database servers whose roles are service accounts. Every connection has TLS with the server's certificate checked, and no password is ever
 * sent: not to sign in, and not to set one. Throws `AdapterError`.
 */
export interface Databases {
  /** Whether a consumer that has this login gets in now. A server that asks for no password, or for one in clear, throws `sign-in-not-scram`. */
  accepts(login: DatabaseLogin): Promise<boolean>;
  /** Does a piece of work as the role of the server's own administrator. Throws `server-unknown` for a server that no setting names. */
  asAdministrator<Result>(place: DatabasePlace, work: (roles: DatabaseRoles) => Promise<Result>): Promise<Result>;
}

/** Roles of one server. Each call is one transaction, and can be repeated. */
export interface DatabaseRoles {
  /** Undefined when there is none. */
  roleOf(name: string): Promise<DatabaseRole | undefined>;
  /** The role signs in with this password, without an end, and with no other. */
  setPassword(name: string, password: Secret): Promise<void>;
  /** Makes a role that signs in with this password and then acts as `of`: the same rights, the same owner of what it makes, the same settings. */
  addTwin(name: string, of: string, password: Secret): Promise<void>;
  /** The password of the role ends at this moment by the server's own clock of the day, or earlier where it had an earlier end. Sessions stay. */
  endAt(name: string, at: Date): Promise<void>;
  /** Nobody signs in as this role any more, and nobody is signed in. */
  end(name: string): Promise<void>;
  /** Nobody who is signed in as this role stays so. */
  endSessions(name: string): Promise<void>;
}
