import { withAnswerersOf } from '../../core/recovery/assess/nobody.ts';
import type { Command, Envelope } from '../../core/recovery/state/commands.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { answerersOf } from '../../core/registry/answering.ts';
import type { Person } from '../../core/registry/person.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { loadLastGood } from './load.ts';

/** The current records of whoever answers for an account; one read each. Whose stream was stopped counts by their last good record. */
async function answererRecords(ledger: Ledger, { profile }: StreamState): Promise<readonly Person[]> {
  const ids = profile.current === null ? [] : answerersOf(profile.current);
  const states = await Promise.all(ids.map((id) => loadLastGood(ledger, id)));
  return states.flatMap(({ person }) => person.current ?? []);
}

/** The state of an account, in whose record only those managers and custodians stand who can be asked; one read for each of them. */
export const withAnswerersNow = async (ledger: Ledger, state: StreamState): Promise<StreamState> =>
  withAnswerersOf(state, await answererRecords(ledger, state));

/** Commands that may make a plan, which says whom it asks in vain. */
const PLANNING: readonly Command['type'][] = ['AssessRecovery', 'ReviseRequest', 'BreakGlass', 'RecordProof'];

interface Asked {
  readonly envelope: Pick<Envelope, 'command'>;
  readonly state: StreamState;
}

/** These records, and for a command that may make a plan also those of whoever answers for the account; one read for each of them. */
export async function andAnswerers(
  ledger: Ledger,
  { envelope: { command }, state }: Asked,
  records: readonly Person[],
): Promise<readonly Person[]> {
  if (!PLANNING.includes(command.type)) return records;
  const others = await answererRecords(ledger, state);
  return [...records, ...others.filter(({ person }) => records.every((one) => one.person !== person))];
}
