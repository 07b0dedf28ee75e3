import { randomBytes } from 'node:crypto';
import { CONSOLE_PATH } from '../../../lambdas/contract/sign-in.ts';
import { isSite } from '../../../lambdas/core/registry/person.ts';
import { EXIT, Failure } from '../failure.ts';
import { type CommandAnswer, isOffers, isRecovery, type OffersAnswer } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { openLoopback } from '../sign-in/loopback.ts';
import { recordedInWords } from './open.ts';

/** The plan that the person has read. */
interface PlanRead {
  readonly id: string;
  readonly digest: string;
}

/** How long the command line waits for the signature, and how often it asks the service meanwhile. */
const WAIT_MS = 600_000;
const EVERY_MS = 2_000;

/**
 * Has a plan countersigned that asks for a passkey. Passkeys belong to the host of the console, so the person signs there, in their browser or on
 * another device. What was done is read from the service: the browser only says when to look. False where this person may not countersign: the
 * service then says why.
 */
export async function signOnConsole(session: Session, plan: PlanRead): Promise<boolean> {
  const { signing, countersign, passkeyMissing } = session.read(
    await session.api.get(['recoveries', plan.id, 'offers']),
    isOffers,
  );
  if (passkeyMissing) throw withoutPasskey(session.url);
  if (signing === null || !countersign) return false;
  const loopback = await openLoopback();
  try {
    const state = randomBytes(32).toString('base64url');
    const { port } = new URL(loopback.address);
    const address = `${siteOf(session.url, signing)}${CONSOLE_PATH}#/recoveries/${plan.id}/sign/${plan.digest}/${port}/${state}`;
    session.terminal.err(`Sign with your passkey in your browser. If none opens, open this address:\n${address}\n`);
    session.terminal.open(address);
    const outcome = loopback.answer(state, WAIT_MS).then((url) => url?.searchParams.get('outcome') ?? 'none');
    const done = await signedBy(session, { ...plan, person: signing.statement.person }, outcome);
    session.terminal.out(session.json ? session.document(done) : recordedInWords(done));
    return true;
  } finally {
    await loopback.close();
  }
}

/** Waits until the service has the signed countersignature of this person. Throws a `Failure` when there will be none. */
async function signedBy(
  session: Session,
  { id, digest, person }: PlanRead & { readonly person: string },
  outcome: Promise<string>,
): Promise<CommandAnswer> {
  let heard: string | undefined;
  const hears = outcome.then((said) => {
    heard = said;
  });
  for (let waited = 0; waited < WAIT_MS; waited += EVERY_MS) {
    const pause = session.terminal.sleep(EVERY_MS);
    await (heard === undefined ? Promise.race([hears, pause]) : pause);
    const { recovery, end } = session.read(await session.api.get(['recoveries', id]), isRecovery);
    const own = recovery.countersignatures.find((one) => one.approver === person && one.digest === digest);
    if (own?.signedIn !== undefined)
      return { recovery: id, status: end ?? recovery.status, seq: own.signedIn, repeated: false, warnings: [] };
    if (heard === 'cancelled' || end !== null) break;
  }
  throw new Failure(
    EXIT.refused,
    { code: 'not-countersigned', title: 'nothing was signed; nothing has been done' },
    { hint: 'see where it stands: `npx countersign recoveries show ID`' },
  );
}

/** The console where a passkey of this person was made: that of this address if there is one. */
function siteOf({ origin }: URL, { passkeys }: NonNullable<OffersAnswer['signing']>): string {
  const sites = passkeys.map(({ site }) => site).filter(isSite);
  return sites.find((site) => site === origin) ?? sites[0] ?? origin;
}

const withoutPasskey = ({ origin }: URL): Failure =>
  new Failure(
    EXIT.refused,
    {
      code: 'passkey-missing',
      title: 'this plan is countersigned with a passkey, and your record has none; nothing has been done',
    },
    {
      hint: `make one at ${origin}${CONSOLE_PATH}#/me, and give the line that appears to two administrators, who put it into your record: \`npx countersign registry propose\``,
    },
  );
