import type { OpenRecovery, PersonActor } from '../../core/recovery/state/commands.ts';
import { isSelf } from '../../core/recovery/state/situation.ts';
import { statusIn, type TicketRef } from '../../core/recovery/state/state.ts';
import { isPersonId, normalAddress, type PersonId } from '../../core/registry/person.ts';
import { callerNumber } from '../../core/risk/network.ts';
import type { Pseudonyms, TraceName } from '../../ports/keyed.ts';
import { Secret } from '../../ports/secret.ts';
import type { People } from '../../ports/workspace.ts';
import { load, tipOf } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';
import { problem, refusalProblem } from '../problem.ts';

/** The caller and network of a request, in the clear: only in memory, while the command is made. */
export type Traces = Readonly<Record<TraceName, Secret | null>>;

export interface TraceServices {
  readonly pseudonyms: Pseudonyms;
}

/**
 * The pseudonyms for a command. INVARIANT: no number and no address leaves this function. Throws `key-unreadable`, retryable, before there
 * is a command: a request whose traces cannot be counted is retried, never opened uncounted. Without traces no key is read.
 */
export async function pseudonymsFor(
  { pseudonyms }: TraceServices,
  { caller, network }: Traces,
): Promise<Pick<OpenRecovery, TraceName>> {
  const of = async (trace: TraceName, value: Secret | null) => (value === null ? null : pseudonyms.of(trace, value));
  const [calling, asking] = await Promise.all([of('caller', caller), of('network', network)]);
  return { caller: calling, network: asking };
}

/** Wraps a text so that it cannot be printed. */
export const secretOf = (text: string | null): Secret | null => (text === null ? null : new Secret(text));

/** The number in a request, in its one spelling; null for none. */
export const callerIn = (text: string | undefined): Secret | null => secretOf(callerNumber(text ?? '') ?? null);

/** Services for opening a recovery for a person. */
export interface OpenServices extends SubmitServices, TraceServices {
  readonly people: People;
}

/** The request of a signed-in person. */
export interface PersonalRequest extends Pick<OpenRecovery, 'action' | 'reason' | 'requestedSeconds'> {
  /** How the requester asked; absent only where the actor asks for themselves. */
  readonly channel?: string | undefined;
  readonly id: string;
  readonly actor: PersonActor;
  readonly account: string;
  /** A person, or an address of theirs; null when the actor asks for themselves. */
  readonly requester: string | null;
  readonly desk: string | null;
  readonly ticket: TicketRef | null;
  /** The number that called the actor, in E.164; null without a call. */
  readonly caller: Secret | null;
  /** The actor's network. */
  readonly network: Secret | null;
}

/**
 * Opens a recovery for a signed-in person, or for somebody whom they help. Throws the refusal as a problem. A refusal about an unregistered
 * account is not recorded under that account, so nobody can create streams by asking.
 */
export async function openForPerson(services: OpenServices, request: PersonalRequest) {
  const { account, action, actor, ticket, desk, id, reason, requestedSeconds } = request;
  const tip = await tipOf(services.ledger, account);
  if (tip.state.profile.current === null) throw refusalProblem({ code: 'account-unknown', facts: {} });
  const named = await requesterOf(services, request);
  if (named === undefined) throw problem('requester-unknown', { stream: account });
  const requester = isSelf(actor, named) ? actor.person : named;
  const agent = requester === actor.person ? null : actor.person;
  // An unknown channel would make every proof look independent of the request (rule 9).
  if (agent !== null && request.channel === undefined) throw problem('channel-missing', { stream: account });
  const channel = request.channel ?? 'api';
  const traces = await pseudonymsFor(services, tracesIn(request, agent));
  const envelope = {
    ...{ id, stream: account, recovery: services.surroundings.newId(), actor },
    origin: { via: 'openRecovery', channel, desk: desk ?? (agent === null ? null : onlyDesk(actor)), ticket },
    command: { type: 'OpenRecovery', action, reason, requester, agent, channel, ticket, requestedSeconds, ...traces },
  } as const;
  const outcome = await submit(services, envelope, tip);
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return { ...openedIn(outcome), account, action };
}

/** INVARIANT: an agent's network is not counted as the requester's. Throws `caller-not-on-behalf`. */
function tracesIn({ account, caller, network }: PersonalRequest, agent: PersonId | null) {
  if (agent !== null) return { caller, network: null };
  if (caller !== null) throw problem('caller-not-on-behalf', { stream: account });
  return { caller: null, network };
}

/** The desk of an agent who has only one; an agent with several must name one. */
const onlyDesk = ({ desks }: PersonActor): string | null => (desks.length === 1 ? (desks[0] ?? null) : null);

/** The recovery that a command opened, now or earlier, and its current status. */
export function openedIn({ commit, state }: Submitted): { readonly recovery: string; readonly status: string } {
  const recovery = commit?.commit.recovery ?? '';
  return { recovery, status: statusIn(state, recovery) };
}

async function requesterOf(
  { people, ledger }: OpenServices,
  { requester, actor }: PersonalRequest,
): Promise<PersonId | undefined> {
  if (requester === null) return actor.person;
  if (isPersonId(requester)) return (await load(ledger, requester)).person.current?.person;
  return (await people.find(`address:${normalAddress(requester)}`))?.person;
}
