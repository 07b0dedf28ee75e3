import type { OpenRecovery, PersonActor } from '../../core/recovery/commands.ts';
import { isSelf } from '../../core/recovery/situation.ts';
import type { TicketRef } from '../../core/recovery/state.ts';
import { isPersonId, normalAddress, type PersonId } from '../../core/registry/person.ts';
import type { Secret } from '../../ports/secret.ts';
import type { People } from '../../ports/workspace.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';
import { standingIn } from '../people/people-command.ts';
import { problem, refusalProblem } from '../problem.ts';
import { pseudonymsFor, type TraceServices } from './traces.ts';

/** What opening a recovery for a person needs. */
export interface OpenServices extends SubmitServices, TraceServices {
  readonly people: People;
}

/** What somebody signed in asks for. */
export interface PersonalRequest extends Pick<OpenRecovery, 'action' | 'reason' | 'channel' | 'requestedSeconds'> {
  readonly id: string;
  readonly actor: PersonActor;
  readonly account: string;
  /** A person, or an address of theirs; null where the actor asks for themselves. */
  readonly requester: string | null;
  readonly desk: string | null;
  readonly ticket: TicketRef | null;
  /** The number that called the actor, in E.164; null where nobody called. */
  readonly caller: Secret | null;
  /** The network that the actor is in. */
  readonly network: Secret | null;
}

/**
 * Opens a recovery for somebody signed in, or for the person whom they help. Throws the refusal as a problem: what concerns no registered
 * account is not recorded under one, so that nobody can make streams by asking.
 */
export async function openForPerson(services: OpenServices, request: PersonalRequest) {
  const { account, action, actor, ticket, channel, desk, id, reason, requestedSeconds } = request;
  if ((await load(services.ledger, account)).profile.current === null)
    throw refusalProblem({ code: 'account-unknown', facts: {} });
  const named = await requesterOf(services, request);
  if (named === undefined) throw problem('requester-unknown', { stream: account });
  const requester = isSelf(actor, named) ? actor.person : named;
  const agent = requester === actor.person ? null : actor.person;
  const traces = await pseudonymsFor(services, tracesIn(request, agent));
  const outcome = await submit(services, {
    ...{ id, stream: account, recovery: services.surroundings.newId(), actor },
    origin: { via: 'openRecovery', channel, desk: desk ?? (agent === null ? null : onlyDesk(actor)), ticket },
    command: { type: 'OpenRecovery', action, reason, requester, agent, channel, ticket, requestedSeconds, ...traces },
  });
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return { ...openedIn(outcome), account, action };
}

/** INVARIANT: the network of an agent says nothing of the requester and is not counted as theirs. Throws `caller-not-on-behalf`. */
function tracesIn({ account, caller, network }: PersonalRequest, agent: PersonId | null) {
  if (agent !== null) return { caller, network: null };
  if (caller !== null) throw problem('caller-not-on-behalf', { stream: account });
  return { caller: null, network };
}

/** Where an agent works who works at one desk; who works at several must say at which. */
const onlyDesk = ({ desks }: PersonActor): string | null => (desks.length === 1 ? (desks[0] ?? null) : null);

/** The recovery that a command opened, now or when it was given before, and where it stands now. */
export function openedIn({ commit, state }: Submitted): { readonly recovery: string; readonly status: string } {
  const recovery = commit?.commit.recovery ?? '';
  return { recovery, status: standingIn(state, recovery) };
}

async function requesterOf(
  { people, ledger }: OpenServices,
  { requester, actor }: PersonalRequest,
): Promise<PersonId | undefined> {
  if (requester === null) return actor.person;
  if (isPersonId(requester)) return (await load(ledger, requester)).person.current?.person;
  return (await people.find(`address:${normalAddress(requester)}`))?.person;
}
