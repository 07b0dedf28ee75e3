import { randomBytes } from 'node:crypto';
import { CONSOLE_PATH } from '../../../lambdas/contract/sign-in.ts';
import { isSite } from '../../../lambdas/core/registry/person.ts';
import { EXIT, Failure } from '../failure.ts';
import { openLoopback } from '../sign-in/loopback.ts';
import type { Session } from './session.ts';

/** What somebody signs on the page of the console. */
export interface Statement<Done> {
  /** The part of the page's address that says what is signed: `/recoveries/ID/sign/KIND/CONTENT`. */
  readonly place: string;
  /** The passkeys of the person, by the consoles where they were made. */
  readonly passkeys: readonly { readonly site: string }[];
  /** What the service has of it: undefined for nothing yet, `over` when there will be nothing. */
  read(): Promise<Done | 'over' | undefined>;
  /** A command that shows where it stands. */
  readonly hint: string;
}

/** How long the command line waits for the signature, and how often it asks the service meanwhile. */
const WAIT_MS = 600_000;
const EVERY_MS = 2_000;

/**
 * Has somebody sign on the console. Passkeys belong to its host, so the person signs there, in their browser or on another device. What was
 * done is read from the service: the browser only says when to look. Throws a `Failure` when nothing was signed.
 */
export async function signOnPage<Done>(session: Session, statement: Statement<Done>): Promise<Done> {
  const loopback = await openLoopback();
  try {
    const state = randomBytes(32).toString('base64url');
    const { port } = new URL(loopback.address);
    const address = `${siteOf(session.url, statement)}${CONSOLE_PATH}#${statement.place}/${port}/${state}`;
    session.terminal.err(
      `Sign with your passkey in your browser, within ten minutes. If none opens here, go to a device with a browser and your passkey, and open this address:\n${address}\n`,
    );
    session.terminal.open(address);
    const outcome = loopback.answer(state, WAIT_MS).then((url) => url?.searchParams.get('outcome') ?? 'none');
    return await doneOf(session, statement, outcome);
  } finally {
    await loopback.close();
  }
}

async function doneOf<Done>(
  { terminal }: Session,
  { read, hint }: Statement<Done>,
  outcome: Promise<string>,
): Promise<Done> {
  let heard: string | undefined;
  const hears = outcome.then((said) => {
    heard = said;
  });
  for (let waited = 0; waited < WAIT_MS; waited += EVERY_MS) {
    const pause = terminal.sleep(EVERY_MS);
    await (heard === undefined ? Promise.race([hears, pause]) : pause);
    const done = await read();
    if (done !== undefined && done !== 'over') return done;
    if (heard === 'cancelled' || done === 'over') break;
  }
  throw new Failure(EXIT.refused, { code: 'not-signed', title: 'nothing was signed; nothing has been done' }, { hint });
}

/** What is signed, as the address of the page spells it: JSON in UTF-8, base64url. */
export const spelled = (content: object): string => Buffer.from(JSON.stringify(content), 'utf8').toString('base64url');

/** The console where a passkey of this person was made: that of this address if there is one. */
function siteOf({ origin }: URL, { passkeys }: Pick<Statement<unknown>, 'passkeys'>): string {
  const sites = passkeys.map(({ site }) => site).filter(isSite);
  return sites.find((site) => site === origin) ?? sites[0] ?? origin;
}

/** What somebody without a passkey is told. */
export const withoutPasskey = ({ origin }: URL): Failure =>
  new Failure(
    EXIT.refused,
    {
      code: 'passkey-missing',
      title: 'this is signed with a passkey, and your record has none; nothing has been done',
    },
    {
      hint: `make one at ${origin}${CONSOLE_PATH}#/me, and give the line that appears to two administrators, who put it into your record: \`npx countersign registry propose\``,
    },
  );
