import { EXIT, Failure } from './failure.ts';
import { isIncidentList, isSigning, isThreatList, type SigningAnswer } from './service/answers.ts';
import type { Session } from './service/session.ts';
import { signOnPage, spelled } from './service/statement-page.ts';

/* What people on duty loosen they sign on the console, if their record has a passkey. What tightens at once waits for no browser. */

interface Lowering {
  readonly threat: string;
  readonly account?: string;
}

/** Undefined for somebody without a passkey, and for what this person cannot lower: the service refuses it, and says why. */
export async function lowerOnConsole(
  session: Session,
  lowering: Lowering,
): Promise<{ readonly threat: string; readonly lowered: boolean } | undefined> {
  const own = await signerOf(session);
  const before = own === undefined ? undefined : await threatOf(session, lowering);
  if (own === undefined || before === undefined || before.loweredBy === own.person) return undefined;
  const { threat } = lowering;
  return signOnPage(session, {
    ...{ place: `/duty/sign/lower/${spelled(lowering)}`, passkeys: own.passkeys },
    read: async () => {
      const now = await threatOf(session, lowering);
      if (now === undefined) return { threat, lowered: true };
      return now.loweredBy === own.person ? { threat, lowered: false } : undefined;
    },
    hint: 'see where it stands: `npx countersign threats list`',
  });
}

async function threatOf(session: Session, { threat, account }: Lowering) {
  const query = account === undefined ? {} : { account };
  const { threats } = session.read(await session.api.get(['threats'], query), isThreatList);
  return threats.find(({ id }) => id === threat);
}

interface Declaration {
  readonly incident: string;
  readonly until: string;
  readonly reason: string;
}

/** Whether somebody with a passkey declared it on the console. False: nothing is asked of them there. */
export async function isDeclaredOnConsole(session: Session, declaration: Declaration): Promise<boolean> {
  const own = await signerOf(session);
  if (own === undefined) return false;
  const { incident, until } = declaration;
  return signOnPage(session, {
    ...{ place: `/duty/sign/declare/${spelled(declaration)}`, passkeys: own.passkeys },
    read: async () => {
      const { incidents } = session.read(await session.api.get(['incidents'], {}), isIncidentList);
      const isIt = incidents.some((one) => one.incident === incident && one.until === until && one.by === own.person);
      return isIt ? true : undefined;
    },
    hint: 'see what is declared: `npx countersign incidents list`',
  });
}

/** Who signs, with which passkeys; undefined for somebody without one, and for whoever may not ask. */
async function signerOf(session: Session): Promise<SigningAnswer | undefined> {
  try {
    const own = session.read(await session.api.get(['me', 'signing']), isSigning);
    return own.passkeys.length === 0 ? undefined : own;
  } catch (error) {
    if (error instanceof Failure && error.exit === EXIT.refused) return undefined;
    throw error;
  }
}
