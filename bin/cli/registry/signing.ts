import { isDeepStrictEqual } from 'node:util';
import { decidedIn } from '../../../lambdas/core/recovery/assess/signed.ts';
import { EXIT, Failure } from '../failure.ts';
import { isProposals, isSigning, type SigningAnswer } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { signOnPage } from '../service/statement-page.ts';
import { readIntact } from './record.ts';

/** The proposal that the person has read. */
interface ProposalRead {
  readonly stream: string;
  readonly digest: string;
}

/**
 * Has a proposal confirmed on the console by somebody with a passkey in their record: they sign it there. Returns the number of the commit that
 * confirms it; undefined for somebody without a passkey, of whom nothing is asked. Throws a `Failure` where nothing was signed.
 */
export async function confirmOnConsole(
  session: Session,
  { stream, digest }: ProposalRead,
): Promise<number | undefined> {
  const asked = await signerOf(session, { stream, digest });
  if (asked === undefined) return undefined;
  const { person, passkeys } = asked;
  return signOnPage(session, {
    ...{ place: `/proposals/${encodeURIComponent(stream)}/sign/${digest}`, passkeys },
    read: async () =>
      (await proposalOf(session, { stream, digest })) === undefined
        ? ((await confirmedBy(session, { stream, digest, person })) ?? 'over')
        : undefined,
    hint: 'see where it stands: `npx countersign registry show STREAM`',
  });
}

/** Who signs, with which passkeys. Undefined also for what this person may not confirm: the service refuses it, records that, and says why. */
async function signerOf(session: Session, proposal: ProposalRead): Promise<SigningAnswer | undefined> {
  try {
    const own = session.read(await session.api.get(['me', 'signing']), isSigning);
    if (own.passkeys.length === 0) return undefined;
    const by = (await proposalOf(session, proposal))?.by;
    return by === undefined || by === own.person ? undefined : own;
  } catch (error) {
    if (error instanceof Failure && error.exit === EXIT.refused) return undefined;
    throw error;
  }
}

async function proposalOf(session: Session, { stream, digest }: ProposalRead) {
  const answer = await session.api.get(['registry', 'proposals', stream]);
  return session.read(answer, isProposals).proposals.find((one) => one.digest === digest);
}

/** The number of the last commit in which this person confirmed it and signed that, in the verified ledger. */
async function confirmedBy(
  session: Session,
  { stream, digest, person }: ProposalRead & { readonly person: string },
): Promise<number | undefined> {
  const { commits } = await readIntact(session, stream);
  const own = { kind: 'confirm', digest, person };
  const found = commits.findLast(({ commit }) =>
    commit.events.some((event) => {
      const { signed, ...said } = decidedIn(event) ?? {};
      return signed !== undefined && isDeepStrictEqual(said, own);
    }),
  );
  return found?.commit.seq;
}
