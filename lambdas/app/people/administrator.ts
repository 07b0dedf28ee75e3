import { PROPOSED } from '../../core/recovery/decide/outstanding.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { partMissing } from '../../core/recovery/state/situation.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { load } from '../ledger/load.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';

/** Only an administrator may begin a stream of the ledger, read a directory or claim an identity; all others are refused before that. */
export async function assertAdministrator(
  services: Pick<SubmitServices, 'ledger'>,
  { actor }: { readonly actor: PersonActor },
  stream: string,
): Promise<void> {
  if (actor.roles.includes('admin')) return;
  const about = (await isKnown(services, stream)) ? { stream } : {};
  throw refusalProblem(partMissing(actor, 'admin').refusal, about);
}

/** Whether something of the registry is on a stream: a request about nothing is recorded elsewhere, so nobody can create streams by asking. */
export async function isKnown({ ledger }: Pick<SubmitServices, 'ledger'>, stream: string): Promise<boolean> {
  const state: StreamState = await load(ledger, stream);
  return (
    state.voidings.length + state.signingKeys.length > 0 ||
    PROPOSED.some((of) => state[of].current !== null || state[of].proposal !== null)
  );
}
