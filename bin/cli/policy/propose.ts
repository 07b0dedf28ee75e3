import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import { EXIT, Failure } from '../failure.ts';
import { adoptionInWords, OTHERWISE, policyIn, readingOf } from '../registry/adoption.ts';
import { readIntact } from '../registry/record.ts';
import { isProposal } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { printable } from '../text/print.ts';
import { compileFile, tellFaults } from './files.ts';

/**
 * `policy propose`: shows how the policy of a file differs from the one in force, and proposes to adopt it. Both are compared here and by the
 * service, which must come to the same difference.
 */
export async function proposePolicy(session: Session, file: string): Promise<void> {
  const { terminal, json, style } = session;
  const now = terminal.now();
  const result = compileFile(file, now);
  if (!result.ok) return tellFaults(session, result.faults);
  const { policy, digest, json: text } = result.compiled;
  const before = await policyInForce(session);
  const read = readingOf(session, { before, after: { ...policy, digest }, now });
  if (!json) terminal.out(`${adoptionInWords(printable(read), style)}\n\n`);
  const body = { policy: { name: policy.name, digest, text } };
  const answer = session.read(await session.api.post(['registry', 'proposals'], body), isProposal);
  if (answer.difference?.digest !== read.seen)
    throw new Failure(EXIT.notIntact, { code: 'difference-differs', title: OTHERWISE });
  const { stream, digest: proposed } = printable(answer);
  terminal.out(
    json
      ? session.document({ stream, digest: proposed, seen: read.seen, difference: read.difference })
      : `Proposed for ${stream}, digest ${proposed}.\nNext, another administrator: npx countersign policy confirm\n`,
  );
}

/** The adopted policy, from the verified ledger; null for none. Throws a `Failure`. */
async function policyInForce(session: Session) {
  const found = await readPolicyStream(session);
  const current = found?.state.policy.current ?? null;
  return found === null || current === null ? null : policyIn(found.commits, current);
}

async function readPolicyStream(session: Session): Promise<Awaited<ReturnType<typeof readIntact>> | null> {
  try {
    return await readIntact(session, POLICY_STREAM);
  } catch (error) {
    if (error instanceof Failure && error.problem.code === 'stream-unknown') return null;
    throw error;
  }
}
