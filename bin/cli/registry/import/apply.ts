import type { Commit } from '../../../../lambdas/core/audit/commit.ts';
import type { RefusedRow } from '../../../../lambdas/core/recovery/state/batches.ts';
import type { StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { NEXT_STEPS } from '../../../../lambdas/core/recovery/views/next-steps.ts';
import { rowsIn, seenOfBatch } from '../../../../lambdas/core/registry/batch.ts';
import { EXIT, Failure } from '../../failure.ts';
import { isConfirmation, isParts } from '../../service/answers.ts';
import type { Session } from '../../service/session.ts';
import { moment } from '../../text/times.ts';
import { readIntact } from '../record.ts';
import { confirmOnConsole } from '../signing.ts';
import type { ImportedBatch } from './batch.ts';
import { patiently, teller } from './progress.ts';

/** The batch as the ledger has it, verified here. Throws a `Failure` where nobody has proposed exactly these rows. */
export async function readBatch(session: Session, { stream }: ImportedBatch): Promise<StreamState['batch']> {
  try {
    return (await patiently(session, () => readIntact(session, stream))).state.batch;
  } catch (error) {
    if (!(error instanceof Failure) || error.problem.code !== 'stream-unknown') throw error;
    throw new Failure(
      EXIT.refused,
      { code: 'no-such-proposal', title: 'nobody has proposed exactly these records' },
      { hint: 'compare the files with the other administrator: `npx countersign registry digest FILE...`' },
    );
  }
}

/** What the second administrator agrees to, as the ledger has it. */
export function batchInWords({ proposal, current, progress }: StreamState['batch'], now: string): string {
  if (proposal !== null) {
    const { people, accounts, fresh, changing, same, lookedAt, apart } = proposal.value;
    return [
      `${proposal.by} has proposed ${people} people and ${accounts} accounts, ${moment(proposal.at, now)}.\n`,
      `${fresh} are new, ${changing} change what is registered, ${same} are registered as they are: looked at ${moment(lookedAt, now)}.\n`,
      apart.length === 0 ? '' : `${apart.length} look like another record and will be left.\n`,
    ].join('');
  }
  if (current === null || progress === null) return 'Nothing is proposed.\n';
  return `${progress.confirmedBy} has confirmed it; ${progress.next} of ${rowsIn(current)} are done.\n`;
}

/** Rows are applied by whoever confirmed their batch. Throws a `Failure` where that is somebody else, before anything is asked or sent. */
export async function assertTheirs(session: Session, { proposal, current, progress }: StreamState['batch']) {
  if (proposal !== null || current === null || progress === null || progress.next >= rowsIn(current)) return;
  const { person } = session.read(await session.api.get(['me', 'parts']), isParts);
  if (person === progress.confirmedBy) return;
  throw new Failure(
    EXIT.refused,
    {
      code: 'batch-not-confirmed',
      title: `\`${progress.confirmedBy}\` has confirmed this import, and nobody else applies the rest of it`,
    },
    { hint: NEXT_STEPS['batch-not-confirmed'] },
  );
}

/** Confirms the proposal of the batch that was read, if one waits, and has its rows applied until all of them are done. */
export async function applyAll(
  session: Session,
  { stream, digest, rows }: ImportedBatch,
  { proposal }: Pick<StreamState['batch'], 'proposal'>,
) {
  if (proposal !== null) await confirmOnConsole(session, { stream, digest });
  const tell = teller(rows.length, session.terminal, 'applied');
  const body = { stream, digest, ...(proposal === null ? {} : { seen: seenOfBatch(proposal) }) };
  for (;;) {
    const answer = await patiently(session, () => session.api.post(['registry', 'confirmations'], body));
    const { progress } = session.read(answer, isConfirmation);
    if (progress === undefined)
      throw new Failure(EXIT.unreachable, { code: 'unexpected-answer', title: 'the service does not know batches' });
    tell(progress.next);
    if (progress.next >= progress.rows) return progress;
  }
}

/** Every refused row since the batch was confirmed, from the ledger: also those of an earlier run that was cut off. */
export async function refusedRows(session: Session, { stream }: ImportedBatch): Promise<readonly RefusedRow[]> {
  const { state, commits } = await patiently(session, () => readIntact(session, stream));
  const since = state.batch.progress?.seq ?? 0;
  return commits.flatMap(({ commit }) => (commit.seq > since ? refusedIn(commit) : []));
}

const refusedIn = ({ events }: Pick<Commit, 'events'>): readonly RefusedRow[] =>
  events.flatMap((event) => (event.type === 'RowsApplied' ? event.refused : []));
