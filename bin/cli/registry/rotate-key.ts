import { isProposal, type ProposalAnswer } from '../service/answers.ts';
import type { Session } from '../service/session.ts';

export interface RotateOptions {
  readonly from: string;
  readonly compromised?: true;
}

/** `registry rotate-key`: proposes a further signing key of a family. Another administrator confirms it like every change of the registry. */
export async function rotateKey(session: Session, family: string, key: string, options: RotateOptions): Promise<void> {
  const { from, compromised = false } = options;
  const body = { signingKey: { family, key, from, compromised } };
  session.show(await session.api.post(['registry', 'proposals'], body), isProposal, proposed);
}

const proposed = ({ stream, digest }: ProposalAnswer): string =>
  `Proposed on ${stream}, digest ${digest}. The old key goes on until it is confirmed.\nNext, another administrator: npx countersign registry confirm ${stream}\n`;
