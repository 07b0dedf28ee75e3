import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import { isBatchStream } from '../../../lambdas/core/registry/batch.ts';
import { digestOfLookAlikes } from '../../../lambdas/core/registry/likeness.ts';
import { EXIT, Failure, usageFailure } from '../failure.ts';
import { type ConfirmationAnswer, isConfirmation } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { isYes } from '../terminal.ts';
import { printable } from '../text/print.ts';
import { OTHERWISE } from './adoption.ts';
import { type OpenProposal, readRecord } from './record.ts';
import { proposalInWords } from './show.ts';
import { confirmOnConsole } from './signing.ts';

export interface ConfirmOptions {
  readonly digest?: string;
  readonly yes?: true;
  /** Digest of the look-alikes, or of the difference of a policy, that was read before. */
  readonly seen?: string;
}

/** `registry confirm`: confirms exactly what was shown, by the digest that is computed here over it. */
export async function confirmProposal(session: Session, stream: string, options: ConfirmOptions): Promise<void> {
  if (isBatchStream(stream))
    throw usageFailure('a batch is confirmed with its files', 'npx countersign registry import FILE... --confirm');
  const { digest, seen } = options;
  const asks = options.yes !== true && session.terminal.canAsk;
  if (digest !== undefined && !asks) return confirm(session, stream, { digest, seen });
  if (options.yes !== true && !asks)
    throw usageFailure(
      'nobody can be asked here',
      'read the proposal with `npx countersign registry show STREAM`, then give its `--digest`; or say `--yes`',
    );
  const proposals = await openProposals(session, stream);
  const wanted = proposals.filter((one) => digest === undefined || one.digest === digest);
  // An unknown digest is sent all the same: the service refuses and records it.
  if (digest !== undefined && wanted.length === 0) return confirm(session, stream, { digest, seen });
  const proposal = onlyOne(wanted, stream);
  if (proposal.of === 'policy' && !asks && seen === undefined) throw unread();
  const text = proposalInWords(printable(stream), printable(proposal), session.view);
  (session.json ? session.terminal.err : session.terminal.out)(`${text}\n`);
  if (proposal.adoption?.isAsServed === false)
    throw new Failure(EXIT.notIntact, { code: 'difference-differs', title: OTHERWISE });
  if (asks && !(await isYes(session.terminal, 'Confirm this? [y/N] ')))
    throw new Failure(EXIT.refused, { code: 'not-confirmed', title: 'not confirmed; nothing has been done' });
  // What was just shown has been seen; without a question, `--seen` must name it.
  const shown = asks ? (proposal.adoption?.seen ?? digestOfLookAlikes(proposal.lookAlikes) ?? undefined) : undefined;
  return confirm(session, stream, { digest: proposal.digest, seen: seen ?? shown });
}

/** Nobody adopts a policy unread. */
const unread = (): Failure =>
  usageFailure(
    '`--yes` adopts a policy only with `--seen` and the digest of its difference',
    'read the difference first: `npx countersign registry show policy:active` ends with its digest',
  );

/** The first administrators are not registered before they register each other, and cannot read the ledger until then. */
async function openProposals(session: Session, stream: string): Promise<readonly OpenProposal[]> {
  try {
    return (await readRecord(session, stream)).proposals;
  } catch (error) {
    if (!(error instanceof Failure) || error.problem.code !== 'person-unknown') throw error;
    const hint =
      'you are not registered yet, so nothing is shown: compare the record and its digest with its proposer, then give `--digest DIGEST --yes`';
    throw new Failure(error.exit, error.problem, { ...error.circumstances, hint });
  }
}

function onlyOne([first, ...others]: readonly OpenProposal[], stream: string): OpenProposal {
  if (first === undefined)
    throw new Failure(
      EXIT.refused,
      { code: 'no-such-proposal', title: `nothing of \`${stream}\` waits to be confirmed` },
      { hint: 'see what is registered: `npx countersign registry show STREAM`' },
    );
  if (others.length === 0) return first;
  throw usageFailure(
    `there are ${others.length + 1} proposals for \`${stream}\``,
    'read them with `npx countersign registry show STREAM`, and name one with `--digest`',
  );
}

interface Confirming {
  readonly digest: string;
  readonly seen: string | undefined;
}

async function confirm(session: Session, stream: string, { digest, seen }: Confirming): Promise<void> {
  const seq = await confirmOnConsole(session, { stream, digest });
  if (seq !== undefined) {
    const done = { stream, seq };
    return session.terminal.out(session.json ? session.document(done) : confirmed(printable(done)));
  }
  const body = { stream, digest, ...(seen === undefined ? {} : { seen }) };
  session.show(await session.api.post(['registry', 'confirmations'], body), isConfirmation, confirmed);
}

const confirmed = ({ stream, seq }: ConfirmationAnswer): string =>
  stream === POLICY_STREAM
    ? `The policy is adopted, by commit ${seq} of ${stream}.\n`
    : `The record of ${stream} is as proposed from commit ${seq} on.\n`;
