import { Client, type ClientConfig } from 'pg';
import type { DatabasePlace } from '../../ports/database.ts';
import type { Secret } from '../../ports/secret.ts';
import { coded } from './errors.ts';

export interface SessionOptions {
  readonly place: DatabasePlace;
  readonly role: string;
  readonly password: Secret;
  /** The certificate of the authority (PEM) that the server's certificate must come from; absent: those that Node.js trusts. */
  readonly ca?: string | undefined;
}

const CONNECT_MS = 3_000;
/** For one statement: shorter than a function's timeout with several of them in it. */
const STATEMENT_MS = 5_000;

/**
 * Opens a session, does a piece of work in it, and closes it. INVARIANT: TLS with the server's certificate and name checked, and SCRAM: a
 * server that asks for the password itself, or for none, gets nothing. Throws what `pg` throws.
 */
export async function inDatabaseSession<Result>(
  options: SessionOptions,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client(configOf(options, () => hasBegunScram));
  let [hasBegunScram, hasEndedScram] = [false, false];
  const { connection } = client as unknown as { readonly connection: NodeJS.EventEmitter };
  connection.once('authenticationSASL', () => {
    hasBegunScram = true;
  });
  connection.once('authenticationSASLFinal', () => {
    hasEndedScram = true;
  });
  // The statement that is running reports a broken connection; without a listener an idle one would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (!hasEndedScram) throw coded('sign-in-not-scram', 'the server asked for no password');
    return await work(client);
  } finally {
    // The work is done or has failed by then; a connection that cannot be closed properly ends with the function.
    await client.end().catch(() => undefined);
  }
}

const configOf = ({ place, role, password, ca }: SessionOptions, isScram: () => boolean): ClientConfig => ({
  ...place,
  user: role,
  // Asked for when the server has said how it wants to be signed in to.
  password: () => {
    if (!isScram()) throw coded('sign-in-not-scram', 'the server asked for the password itself');
    return password.reveal();
  },
  ssl: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
  connectionTimeoutMillis: CONNECT_MS,
  statement_timeout: STATEMENT_MS,
  query_timeout: STATEMENT_MS,
  application_name: 'countersign',
});
