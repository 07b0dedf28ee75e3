import type { PersonActor, RegistryCommand } from '../../core/recovery/commands.ts';
import type { Refusal } from '../../core/recovery/decision.ts';
import type { LedgerEvent } from '../../core/recovery/events.ts';
import type { Lift, StreamState } from '../../core/recovery/state.ts';
import type { AccountProfile } from '../../core/registry/account.ts';
import { type Adoption, POLICY_STREAM } from '../../core/registry/adoption.ts';
import type { Person } from '../../core/registry/person.ts';
import { load } from '../ledger/load.ts';
import { type Outcome, type SubmitServices, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';

/** Exactly one of the four. */
export interface Proposal {
  readonly profile?: AccountProfile | undefined;
  readonly person?: Person | undefined;
  readonly policy?: Adoption | undefined;
  /** That recoveries of a frozen account go on, and which account. */
  readonly lift?: Lift | undefined;
  readonly account?: string | undefined;
}

/** What an administrator confirms: the proposal of this stream that has this digest. */
export interface Confirmation {
  readonly stream: string;
  readonly digest: string;
}

interface Given {
  readonly id: string;
  readonly actor: PersonActor;
}

/** Proposes a change of the registry. Throws the refusal as a problem. */
export async function propose(services: SubmitServices, given: Given, proposal: Proposal) {
  const { profile, person, policy, lift, account } = proposal;
  if (profile !== undefined)
    return proposed(services, given, { stream: profile.account, command: { type: 'ProposeProfile', profile } });
  if (person !== undefined)
    return proposed(services, given, { stream: person.person, command: { type: 'ProposePerson', person } });
  if (policy !== undefined)
    return proposed(services, given, { stream: POLICY_STREAM, command: { type: 'ProposePolicy', adoption: policy } });
  if (lift !== undefined && account !== undefined)
    return proposed(services, given, { stream: account, command: { type: 'ProposeLift', lift } });
  throw refusalProblem({ code: 'proposal-mismatch', facts: {} });
}

async function proposed(services: SubmitServices, given: Given, order: Order) {
  const { commit } = await give(services, given, order);
  return { stream: order.stream, digest: commit?.commit.events.flatMap(digestIn).join() ?? '' };
}

const digestIn = (event: LedgerEvent): readonly string[] => ('digest' in event ? [event.digest] : []);

/** Confirms what somebody else has proposed. Throws the refusal as a problem. */
export async function confirm(services: SubmitServices, given: Given, proposal: Confirmation) {
  const { stream, digest } = proposal;
  const { commit } = await give(services, given, { stream, command: { type: 'ConfirmProposal', digest } });
  return { stream, seq: commit?.commit.seq ?? 0 };
}

interface Order {
  readonly stream: string;
  readonly command: RegistryCommand;
}

async function give(services: SubmitServices, { id, actor }: Given, { stream, command }: Order): Promise<Outcome> {
  const foregone = mayBegin(actor, command) ? undefined : await refusalOfStranger(services, stream, command);
  if (foregone !== undefined) throw refusalProblem(foregone);
  const origin = { via: 'registry', channel: 'api', desk: null, ticket: null };
  const outcome = await submit(services, { id, stream, recovery: null, actor, origin, command });
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return outcome;
}

/** Only an administrator's proposal begins a stream of the ledger. */
const mayBegin = (actor: PersonActor, command: RegistryCommand): boolean =>
  actor.roles.includes('admin') && !ABOUT_WHAT_IS_THERE.includes(command.type);

const ABOUT_WHAT_IS_THERE: readonly RegistryCommand['type'][] = ['ConfirmProposal', 'ProposeLift'];

/** The refusal of what concerns nothing that the registry knows; recorded elsewhere, so that nobody makes streams by asking. */
async function refusalOfStranger(
  { ledger }: SubmitServices,
  stream: string,
  command: RegistryCommand,
): Promise<Refusal | undefined> {
  if (isKnown(await load(ledger, stream))) return undefined;
  if (command.type === 'ConfirmProposal') return { code: 'no-such-proposal', facts: { digest: command.digest } };
  if (command.type === 'ProposeLift') return { code: 'not-frozen', facts: {} };
  return { code: 'role-missing', facts: { role: 'admin' } };
}

const isKnown = ({ profile, person, policy }: StreamState): boolean =>
  [profile, person, policy].some(({ current, proposal }) => current !== null || proposal !== null);
