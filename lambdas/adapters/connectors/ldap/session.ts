import { debuglog } from 'node:util';
import { type Change, Client, type Entry, type SearchOptions } from 'ldapts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';
import { ldapError } from './errors.ts';

/** The calls of `ldapts` that are used. */
export type LdapClient = Pick<Client, 'bind' | 'search' | 'modify' | 'exop' | 'compare' | 'unbind' | 'isBound'>;

/** A directory server, and the subtree that is read: the people and their groups. */
export interface LdapPlace {
  /** `ldaps://` addresses of servers with the same content, the preferred one first. */
  readonly urls: readonly string[];
  readonly base: string;
}

/** How the service account signs in. */
export interface LdapCredential {
  /** A distinguished name; for Active Directory also `name@domain`. */
  readonly username: string;
  readonly password: Secret;
  /** The certificate of the authority (PEM) that the server's certificate must come from; absent: those that Node.js trusts. */
  readonly ca?: string;
}

/** Opens no connection yet. */
export type OpenClient = (url: string, ca: string | undefined) => LdapClient;

/**
 * INVARIANT: no session where `ldapts` would log what it sends. TLS from the first byte, with the server's certificate and name checked, whatever the process' environment says. One call takes
 * five seconds at most, and connecting three.
 */
export const openClient: OpenClient = (url, ca) => {
  if (!url.startsWith('ldaps://')) throw new AdapterError('invalid-request', { retryable: false });
  if (debuglog('ldapts').enabled)
    throw new AdapterError('log-shows-passwords', {
      retryable: true,
      message: 'log-shows-passwords: `NODE_DEBUG` has `ldapts` write every change into the log',
    });
  const trust = ca === undefined ? {} : { ca };
  return new Client({
    ...{ url, connectTimeout: 3_000, timeout: 5_000, strictDN: false },
    tlsOptions: { ...trust, minVersion: 'TLSv1.2', rejectUnauthorized: true },
  });
};

/** The calls of one piece of work, on one connection, as the service account. */
export interface Session {
  readonly base: string;
  search(base: string, options: SearchOptions): Promise<readonly Entry[]>;
  modify(dn: string, changes: readonly Change[]): Promise<void>;
  extended(oid: string, value: Buffer): Promise<void>;
  compare(dn: string, attribute: string, value: string): Promise<boolean>;
}

/** Everything that a session needs. The credential is read for each piece of work: a rotated one counts at once. */
export interface LdapServer {
  readonly place: LdapPlace;
  readonly credential: () => Promise<LdapCredential>;
  readonly open?: OpenClient;
}

/** Opens a connection, does a piece of work on it, and closes it. The second server is asked when the first cannot be reached. */
export async function inSession<Result>(
  { place, credential, open = openClient }: LdapServer,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { username, password, ca } = await credential();
  const client = await bound(place.urls, async (url) => {
    const opened = open(url, ca);
    try {
      await opened.bind(username, password.reveal());
    } catch (error) {
      await closed(opened);
      throw error;
    }
    return opened;
  });
  try {
    return await work(sessionOf(client, place.base));
  } catch (error) {
    throw ldapError(error);
  } finally {
    await closed(client);
  }
}

async function bound(urls: readonly string[], bind: (url: string) => Promise<LdapClient>): Promise<LdapClient> {
  let last = new AdapterError('unavailable', { retryable: true, message: 'unavailable: no server is named' });
  for (const url of urls) {
    try {
      return await bind(url);
    } catch (error) {
      last = ldapError(error);
      if (last.code !== 'unavailable') throw last;
    }
  }
  throw last;
}

/** The work is done or has failed by then; a connection that cannot be closed properly ends with the function. */
const closed = (client: LdapClient): Promise<void> => client.unbind().catch(() => undefined);

function sessionOf(client: LdapClient, base: string): Session {
  // INVARIANT: nothing is asked on a connection that is not bound. `ldapts` connects again by itself when a connection was lost, and would
  // ask as nobody: to nobody the directory shows no entries, which must never be read as their absence.
  const asked = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    if (!client.isBound)
      throw new AdapterError('unavailable', { retryable: true, message: 'unavailable: connection lost' });
    const answer = await call();
    if (!client.isBound)
      throw new AdapterError('unavailable', { retryable: true, message: 'unavailable: connection lost' });
    return answer;
  };
  return {
    base,
    search: (dn, options) => asked(async () => (await client.search(dn, options)).searchEntries),
    modify: (dn, changes) => asked(() => client.modify(dn, [...changes])),
    extended: (oid, value) => asked(async () => void (await client.exop(oid, value))),
    compare: (dn, attribute, value) => asked(() => client.compare(dn, attribute, value)),
  };
}

/** Whether a server answered with this result (RFC 4511 section 4.1.9). */
const isResult =
  (code: number) =>
  (error: unknown): boolean =>
    error instanceof Error && 'code' in error && error.code === code;

/** There is more than was asked for (sizeLimitExceeded). */
export const isSizeLimit = isResult(4);
/** The entry has no such attribute (noSuchAttribute). */
export const isNoSuchAttribute = isResult(16);
/** The server knows no such attribute (undefinedAttributeType). */
export const isUndefinedAttribute = isResult(17);
/** There is no entry of this name (noSuchObject). */
export const isNoSuchObject = isResult(32);
