import { usageFailure } from '../failure.ts';
import { isProposal, type ProposalAnswer } from '../service/answers.ts';
import type { Session } from '../service/session.ts';

/** `ledger void`: proposes to void forged commits. Another administrator confirms it like every other change of the registry. */
export async function proposeVoid(session: Session, stream: string, from: string, to = from): Promise<void> {
  const body = { void: { stream, from: numberOf(from), to: numberOf(to) } };
  session.show(await session.api.post(['registry', 'proposals'], body), isProposal, proposed);
}

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw usageFailure(
      `\`${text}\` is no number of a commit`,
      'see the numbers: `npx countersign ledger verify STREAM`',
    );
  return Number(text);
}

const proposed = ({ stream, digest }: ProposalAnswer): string =>
  `Proposed on ${stream}, digest ${digest}. The stream stays stopped.\nNext, another administrator: npx countersign registry confirm ${stream}\n`;
