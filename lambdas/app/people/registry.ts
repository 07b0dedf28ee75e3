import type { PersonActor, RegistryCommand } from '../../core/recovery/commands.ts';
import { flawOfProposal } from '../../core/recovery/decide-registry.ts';
import type { Refusal } from '../../core/recovery/decision.ts';
import type { LedgerEvent } from '../../core/recovery/events.ts';
import { partMissing } from '../../core/recovery/situation.ts';
import type { Lift, StreamState } from '../../core/recovery/state.ts';
import type { AccountProfile } from '../../core/registry/account.ts';
import { type Adoption, POLICY_STREAM } from '../../core/registry/adoption.ts';
import type { Person } from '../../core/registry/person.ts';
import { KEYS_STREAM, type SigningKey } from '../../core/registry/signing-key.ts';
import { voidedOn, voidsStream } from '../../core/registry/voiding.ts';
import { digestOf } from '../../core/values/hash.ts';
import { AdapterError } from '../../ports/errors.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { TIER_UNREADABLE } from '../workflow/directory-tier.ts';
import { claimIdentities } from './claims.ts';
import { type ProposedVoiding, resume, voidingOf } from './voiding.ts';

export interface RegistryServices extends SubmitServices {
  /**
   * The directory's immutable id of a target; undefined when the directory has no such name. Throws `AdapterError` when it cannot be read.
   * Without a connector, the target in one spelling.
   */
  readonly directoryIdOf: (connector: string, target: string) => Promise<string | undefined>;
}

/** A proposed account; the directory supplies its id. */
export type ProposedProfile = Omit<AccountProfile, 'directoryId'>;

/** A further signing key of a family; KMS supplies its public half. */
export type ProposedKey = Omit<SigningKey, 'spki'>;

/** Exactly one of `profile`, `person`, `policy`, `lift`, `void` and `signingKey`. */
export interface Proposal {
  readonly profile?: ProposedProfile | undefined;
  readonly person?: Person | undefined;
  readonly policy?: Adoption | undefined;
  /** Ends the freeze of an account. */
  readonly lift?: Lift | undefined;
  readonly account?: string | undefined;
  readonly void?: ProposedVoiding | undefined;
  readonly signingKey?: ProposedKey | undefined;
}

/** An administrator's confirmation: of the proposal on this stream with this digest. */
export interface Confirmation {
  readonly stream: string;
  readonly digest: string;
  /** Digest of what the confirmer was shown: the look-alikes of a record, or the difference of a policy. */
  readonly seen?: string | undefined;
}

interface Given {
  readonly id: string;
  readonly actor: PersonActor;
}

interface Order<Command extends RegistryCommand = RegistryCommand> {
  readonly stream: string;
  readonly command: Command;
}

const ORIGIN = { via: 'registry', channel: 'api', desk: null, ticket: null };

/** Proposes a change of the registry. Throws the refusal as a problem. */
export async function propose(services: RegistryServices, given: Given, proposal: Proposal) {
  const { profile, person, policy, lift, account, void: voided, signingKey } = proposal;
  if (profile !== undefined) return proposeProfile(services, given, profile);
  if (person !== undefined)
    return proposeRecord(services, given, { stream: person.person, command: { type: 'ProposePerson', person } });
  if (policy !== undefined)
    return proposed(services, given, { stream: POLICY_STREAM, command: { type: 'ProposePolicy', adoption: policy } });
  if (lift !== undefined && account !== undefined)
    return proposed(services, given, { stream: account, command: { type: 'ProposeLift', lift } });
  if (voided !== undefined) return proposeVoiding(services, given, voided);
  if (signingKey !== undefined) return proposeSigningKey(services, given, signingKey);
  throw refusalProblem({ code: 'proposal-mismatch', facts: {} });
}

async function proposeSigningKey(services: RegistryServices, given: Given, said: ProposedKey) {
  await assertAdministrator(services, given, KEYS_STREAM);
  const held = await services.heldKeys?.();
  const spki = held?.find(({ key }) => key === said.key)?.spki ?? '';
  const command = { type: 'ProposeSigningKey', signingKey: { ...said, spki } } as const;
  return proposed(services, given, { stream: KEYS_STREAM, command });
}

async function proposeVoiding(services: RegistryServices, given: Given, said: ProposedVoiding) {
  const stream = voidsStream(said.stream);
  await assertAdministrator(services, given, stream);
  const voiding = await voidingOf(services, said);
  return proposed(services, given, { stream, command: { type: 'ProposeVoiding', voiding } });
}

/** Reads the directory before writing anything: without the directory's id nothing can be proposed. */
async function proposeProfile(services: RegistryServices, given: Given, said: ProposedProfile) {
  const { account: stream, connector, target } = said;
  await assertAdministrator(services, given, stream);
  const found = await readDirectory(services, connector, target);
  if ('code' in found) throw refusalProblem(found, (await isKnown(services, stream)) ? { stream } : {});
  const profile = { ...said, ...found };
  return proposeRecord(services, given, { stream, command: { type: 'ProposeProfile', profile } });
}

/** Throws `AdapterError` when a retry may help. */
async function readDirectory(
  { directoryIdOf }: RegistryServices,
  connector: string,
  target: string,
): Promise<Pick<AccountProfile, 'directoryId'> | Refusal> {
  try {
    const directoryId = await directoryIdOf(connector, target);
    return directoryId === undefined ? { code: 'target-unknown', facts: { connector } } : { directoryId };
  } catch (error) {
    if (!(error instanceof AdapterError) || error.retryable) throw error;
    return { code: 'directory-unreadable', facts: { connector, why: error.code } };
  }
}

type OfRecord = Extract<RegistryCommand, { type: 'ProposeProfile' | 'ProposePerson' }>;

/** Claims the identities of a record first, unless the record would be refused anyway. */
async function proposeRecord(services: RegistryServices, given: Given, order: Order<OfRecord>) {
  const { stream, command } = order;
  await assertAdministrator(services, given, stream);
  const record = command.type === 'ProposeProfile' ? command.profile : command.person;
  if (flawOfProposal(command, stream) === undefined)
    await claimIdentities(services, { ...given, origin: ORIGIN }, record);
  return proposed(services, given, order);
}

async function proposed(services: RegistryServices, given: Given, order: Order) {
  const { commit } = await give(services, given, order);
  const events = commit?.commit.events ?? [];
  const lookAlikes = events.flatMap((event) => ('lookAlikes' in event ? event.lookAlikes : []));
  const [difference] = events.flatMap((event) => ('difference' in event ? [event.difference] : []));
  return {
    ...{ stream: order.stream, digest: events.flatMap(digestIn).join() },
    ...(lookAlikes.length === 0 ? {} : { lookAlikes }),
    ...(difference === undefined ? {} : { difference }),
  };
}

const digestIn = (event: LedgerEvent): readonly string[] => ('digest' in event ? [event.digest] : []);

/** Confirms another administrator's proposal. Throws the refusal as a problem. */
export async function confirm(services: SubmitServices, given: Given, proposal: Confirmation) {
  const { stream, digest, seen } = proposal;
  if (voidedOn(stream) !== undefined) return confirmVoiding(services, given, { stream, digest });
  const { commit } = await give(services, given, { stream, command: { type: 'ConfirmProposal', digest, seen } });
  return { stream, seq: commit?.commit.seq ?? 0 };
}

/**
 * INVARIANT: a voiding that is in force lets its stream go on, however often it is confirmed: a crash between the two, or a stream that was
 * stopped again meanwhile, leaves nothing that cannot be tried again.
 */
async function confirmVoiding(services: SubmitServices, given: Given, { stream, digest }: Confirmation) {
  await assertAdministrator(services, given, stream);
  const { voidings } = await load(services.ledger, stream);
  const isInForce = voidings.some(({ stream: of, commits }) => digestOf({ stream: of, commits }) === digest);
  if (!isInForce) await give(services, given, { stream, command: { type: 'ConfirmProposal', digest } });
  return resume(services, { ...given, origin: ORIGIN }, voidedOn(stream) ?? stream);
}

async function give(services: SubmitServices, given: Given, { stream, command }: Order): Promise<Submitted> {
  const { id, actor } = given;
  await assertAdministrator(services, given, stream);
  const foregone = await refusalOfNothing(services, stream, command);
  if (foregone !== undefined) throw refusalProblem(foregone);
  const envelope = { id, stream, recovery: null, actor, origin: ORIGIN, command };
  const outcome = await unlessUnreadable(submit(services, envelope), stream);
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return outcome;
}

/** A directory that can never say the account's tier is refused like one that cannot say its id. Nothing is registered unread. */
async function unlessUnreadable(submitted: Promise<Submitted>, stream: string): Promise<Submitted> {
  try {
    return await submitted;
  } catch (error) {
    if (!(error instanceof AdapterError) || error.retryable || error.code !== TIER_UNREADABLE) throw error;
    throw refusalProblem({ code: 'directory-unreadable', facts: { why: error.code } }, { stream });
  }
}

/** Only an administrator may begin a stream of the ledger, read a directory or claim an identity; all others are refused before that. */
async function assertAdministrator(services: SubmitServices, { actor }: Given, stream: string): Promise<void> {
  if (actor.roles.includes('admin')) return;
  const about = (await isKnown(services, stream)) ? { stream } : {};
  throw refusalProblem(partMissing(actor, 'admin').refusal, about);
}

/** The refusal of a request about something unregistered. It is recorded on another stream, so nobody can create streams by asking. */
async function refusalOfNothing(
  services: SubmitServices,
  stream: string,
  command: RegistryCommand,
): Promise<Refusal | undefined> {
  if (command.type !== 'ConfirmProposal' && command.type !== 'ProposeLift') return undefined;
  if (await isKnown(services, stream)) return undefined;
  if (command.type === 'ProposeLift') return { code: 'not-frozen', facts: {} };
  return { code: 'no-such-proposal', facts: { digest: command.digest } };
}

async function isKnown({ ledger }: SubmitServices, stream: string): Promise<boolean> {
  const { profile, person, policy, voiding, voidings, signingKey, signingKeys }: StreamState = await load(
    ledger,
    stream,
  );
  return (
    voidings.length + signingKeys.length > 0 ||
    [profile, person, policy, voiding, signingKey].some(
      ({ current, proposal }) => current !== null || proposal !== null,
    )
  );
}
