import type { Signable } from '../../core/approvals/statement.ts';
import { flawOfProposal } from '../../core/recovery/decide/proposals.ts';
import type { PersonActor, RegistryCommand } from '../../core/recovery/state/commands.ts';
import type { Refusal } from '../../core/recovery/state/decision.ts';
import type { LedgerEvent } from '../../core/recovery/state/events.ts';
import type { Lift } from '../../core/recovery/state/state.ts';
import { type Adoption, type AdoptionDifference, POLICY_STREAM } from '../../core/registry/adoption.ts';
import {
  type BatchContent,
  batchDigest,
  batchStream,
  digestIn as digestOfBatch,
  isBatchStream,
  type RowRecord,
} from '../../core/registry/batch.ts';
import type { LookAlike } from '../../core/registry/likeness.ts';
import type { Person } from '../../core/registry/person.ts';
import { KEYS_STREAM, type SigningKey } from '../../core/registry/signing-key.ts';
import { voidedOn, voidsStream } from '../../core/registry/voiding.ts';
import { digestOf } from '../../core/values/hash.ts';
import { AdapterError } from '../../ports/errors.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { TIER_UNREADABLE } from '../workflow/directory-tier.ts';
import { assertAdministrator, isKnown } from './administrator.ts';
import {
  type ApplicationProgress,
  applyBatch,
  type BatchServices,
  type LookedAt,
  type ProposedRows,
  takeRows,
} from './batches.ts';
import { claimIdentities } from './claims.ts';
import { readDirectory } from './directory.ts';
import { type ProposedVoiding, resume, voidingOf } from './voiding.ts';

export type RegistryServices = BatchServices;

/** A proposed account; the directory supplies its id. */
export type ProposedProfile = Exclude<RowRecord, Person>;

/** A further signing key of a family; KMS supplies its public half. */
export type ProposedKey = Omit<SigningKey, 'spki'>;

/** Exactly one of `profile`, `person`, `policy`, `lift`, `void`, `signingKey`, `rows` and `batch`. */
export interface Proposal {
  readonly profile?: ProposedProfile | undefined;
  readonly person?: Person | undefined;
  readonly policy?: Adoption | undefined;
  /** Ends the freeze of an account. */
  readonly lift?: Lift | undefined;
  readonly account?: string | undefined;
  readonly void?: ProposedVoiding | undefined;
  readonly signingKey?: ProposedKey | undefined;
  /** Rows of a batch, which are looked at and kept; and the batch, once all of them are. */
  readonly rows?: ProposedRows | undefined;
  readonly batch?: BatchContent | undefined;
}

/** What is proposed, and what its proposer is shown of it. */
export interface ProposedChange {
  readonly stream: string;
  readonly digest: string;
  readonly lookAlikes?: readonly LookAlike[];
  readonly difference?: AdoptionDifference;
  readonly rows?: LookedAt;
}

/** An administrator's confirmation: of the proposal on this stream with this digest. */
export interface Confirmation extends Signable {
  readonly stream: string;
  readonly digest: string;
  /** Digest of what the confirmer was shown: the look-alikes of a record, the difference of a policy, or what a batch is at its proposal. */
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
export async function propose(services: RegistryServices, given: Given, proposal: Proposal): Promise<ProposedChange> {
  const { profile, person, policy, lift, account, void: voided, signingKey, rows, batch: content } = proposal;
  if (profile !== undefined) return proposeProfile(services, given, profile);
  if (person !== undefined)
    return proposeRecord(services, given, { stream: person.person, command: { type: 'ProposePerson', person } });
  if (policy !== undefined)
    return proposed(services, given, { stream: POLICY_STREAM, command: { type: 'ProposePolicy', adoption: policy } });
  if (lift !== undefined && account !== undefined)
    return proposed(services, given, { stream: account, command: { type: 'ProposeLift', lift } });
  if (voided !== undefined) return proposeVoiding(services, given, voided);
  if (rows !== undefined) return takeRows(services, given, rows);
  if (content !== undefined) {
    const stream = batchStream(batchDigest(content));
    return proposed(services, given, { stream, command: { type: 'ProposeBatch', content } });
  }
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

/** Where it was confirmed; of a batch, how far it is applied. */
export interface ConfirmedChange {
  readonly stream: string;
  readonly seq: number;
  readonly progress?: ApplicationProgress;
}

/** Confirms another administrator's proposal. Throws the refusal as a problem. */
export async function confirm(
  services: RegistryServices,
  given: Given,
  proposal: Confirmation,
): Promise<ConfirmedChange> {
  const { stream, digest, seen, signed } = proposal;
  if (isBatchStream(stream)) return confirmBatch(services, given, proposal);
  if (voidedOn(stream) !== undefined) return confirmVoiding(services, given, { stream, digest, signed });
  const { commit } = await give(services, given, {
    stream,
    command: { type: 'ConfirmProposal', digest, seen, signed },
  });
  return { stream, seq: commit?.commit.seq ?? 0 };
}

/** Confirmed once, a batch is applied by the one who confirmed it, however often that is asked for. */
async function confirmBatch(services: RegistryServices, given: Given, { stream, digest, seen, signed }: Confirmation) {
  await assertAdministrator(services, given, stream);
  const { batch } = await load(services.ledger, stream);
  const isInForce = batch.proposal === null && batch.progress !== null && digestOfBatch(stream) === digest;
  if (!isInForce) await give(services, given, { stream, command: { type: 'ConfirmProposal', digest, seen, signed } });
  return applyBatch(services, given, stream);
}

/**
 * INVARIANT: a voiding that is in force lets its stream go on, however often it is confirmed: a crash between the two, or a stream that was
 * stopped again meanwhile, leaves nothing that cannot be tried again.
 */
async function confirmVoiding(services: SubmitServices, given: Given, { stream, digest, signed }: Confirmation) {
  await assertAdministrator(services, given, stream);
  const { voidings } = await load(services.ledger, stream);
  const isInForce = voidings.some(({ stream: of, commits }) => digestOf({ stream: of, commits }) === digest);
  if (!isInForce) await give(services, given, { stream, command: { type: 'ConfirmProposal', digest, signed } });
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
