import { LedgerCorrupt } from '../../core/audit/commit.ts';
import type { Origin, PersonActor } from '../../core/recovery/state/commands.ts';
import { type CommitRange, MOST_VOIDED, type Voiding } from '../../core/registry/voiding.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { lyingIn } from '../ledger/walk.ts';
import { problem, refusalProblem } from '../problem.ts';

/** Forged commits that are to be voided: all of a range of one stream. */
export interface ProposedVoiding extends CommitRange {
  readonly stream: string;
}

/**
 * The voiding of a range, with each commit as it lies in the ledger now: also one that is not forged, which the decision then refuses. Throws
 * `commit-unknown` where the ledger does not have all of them, or the stream is stopped before them.
 */
export async function voidingOf(
  { ledger }: Pick<SubmitServices, 'ledger'>,
  { stream, from, to }: ProposedVoiding,
): Promise<Voiding> {
  if (to < from || to - from >= MOST_VOIDED) throw refusalProblem({ code: 'proposal-mismatch', facts: {} });
  const commits = await lyingIn(ledger, stream, { from, to });
  if (commits.length <= to - from) throw problem('commit-unknown');
  return { stream, commits };
}

/**
 * Lets a stream go on from its last good commit, once what stopped it is voided. Done again it adds nothing. Throws `stream-stopped` where more
 * of the stream is forged than was voided.
 */
export async function resume(
  services: SubmitServices,
  given: { readonly id: string; readonly actor: PersonActor; readonly origin: Origin },
  stream: string,
): Promise<{ readonly stream: string; readonly seq: number }> {
  const command = { type: 'ResumeStream' } as const;
  try {
    const { refusal, commit } = await submit(services, { ...given, stream, recovery: null, command });
    if (refusal !== null) throw refusalProblem(refusal);
    return { stream, seq: commit?.commit.seq ?? 0 };
  } catch (error) {
    if (!(error instanceof LedgerCorrupt) || error.account !== stream) throw error;
    throw problem('stream-stopped', { facts: { seq: error.seq, corruption: error.corruption } });
  }
}
