import type { EnrolmentCommand, PersonActor } from '../../core/recovery/commands.ts';
import type { StreamState } from '../../core/recovery/state.ts';
import { subjectOf } from '../../core/registry/account.ts';
import { load } from '../ledger/load.ts';
import { type Outcome, type SubmitServices, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';

/** Somebody signed in, about an account that they say is theirs. */
export interface OwnerRequest {
  readonly id: string;
  readonly actor: PersonActor;
  readonly account: string;
}

/** The account as it stands, for its owner. Throws `not-the-owner`, also for an account that there is not: nobody finds out by asking. */
export async function ownAccount(
  { ledger }: Pick<SubmitServices, 'ledger'>,
  { actor, account }: Omit<OwnerRequest, 'id'>,
): Promise<StreamState> {
  const state = await load(ledger, account);
  const profile = state.profile.current;
  if (profile === null) throw refusalProblem({ code: 'not-the-owner', facts: {} });
  if (subjectOf(profile) !== actor.person)
    throw refusalProblem({ code: 'not-the-owner', facts: {} }, { stream: account });
  return state;
}

/** Gives the command on the account's stream. Throws the refusal as a problem, which is in the ledger already. */
export async function giveAsOwner(
  services: SubmitServices,
  { id, actor, account }: OwnerRequest,
  command: EnrolmentCommand,
): Promise<Outcome> {
  const origin = { via: 'enrolment', channel: 'api', desk: null, ticket: null };
  const outcome = await submit(services, { id, stream: account, recovery: null, actor, origin, command });
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return outcome;
}
