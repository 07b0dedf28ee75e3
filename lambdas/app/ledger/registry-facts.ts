import { isDutyCommand, isLoosening } from '../../core/recovery/assess/signed.ts';
import { peopleToRecheck } from '../../core/recovery/assess/standing.ts';
import { workersIn } from '../../core/recovery/assess/work.ts';
import { batchInForce } from '../../core/recovery/decide/batch.ts';
import { standingUse } from '../../core/recovery/decide/break-glass.ts';
import { fraudCloseOf } from '../../core/recovery/decide/open.ts';
import { outstandingIn } from '../../core/recovery/decide/outstanding.ts';
import type { BatchInForce, RowsReading } from '../../core/recovery/state/batches.ts';
import type { Command, Envelope, FoundingCommand, RegistryCommand } from '../../core/recovery/state/commands.ts';
import { NO_REGISTRY_FACTS, type RegistryFacts } from '../../core/recovery/state/decision.ts';
import type { GlassFacts } from '../../core/recovery/state/emergency.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state/state.ts';
import type { AccountProfile, Tier } from '../../core/registry/account.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { BOOTSTRAP_STREAM } from '../../core/registry/bootstrap.ts';
import { claimedBy } from '../../core/registry/identity.ts';
import type { LookAlike } from '../../core/registry/likeness.ts';
import type { Person, PersonId } from '../../core/registry/person.ts';
import { type HeldKey, KEYS_STREAM } from '../../core/registry/signing-key.ts';
import { isForgiving } from '../../core/registry/voiding.ts';
import type { UploadedBy } from '../../ports/batch-rows.ts';
import type { Ledger, PolicyReader } from '../../ports/ledger.ts';
import { andAnswerers } from './answering.ts';
import { claimOf, highestOf } from './claim-facts.ts';
import { claimedLender, delegationsFor } from './delegations.ts';
import { findGiven, load, loadAll, loadLastGood } from './load.ts';
import { readingFor, rowsFor } from './reading-facts.ts';
import { type StatementServices, statementsFor } from './statements.ts';
import { lyingFor, passedFor } from './voiding-facts.ts';

interface Services extends StatementServices {
  readonly lookAlikesOf?: (record: Person | AccountProfile) => Promise<readonly LookAlike[]>;
  readonly directoryTierOf?: (record: AccountProfile) => Promise<Tier | null>;
  readonly readPolicy?: PolicyReader;
  readonly heldKeys?: () => Promise<readonly HeldKey[]>;
  readonly readRows?: (of: UploadedBy) => Promise<RowsReading>;
}

interface Asked {
  readonly envelope: Envelope;
  readonly state: StreamState;
  readonly now: string;
}

/**
 * Facts from the registry's other streams, read for each attempt: at most one read for each person and two for each identity in the command. Read
 * from the ledger, so a part that was just removed no longer counts. Only look-alikes come from a read model: they give nobody a right and
 * are only shown. The tier is read from the directory itself.
 */
export async function registryFacts(services: Services, asked: Asked): Promise<RegistryFacts> {
  const { ledger } = services;
  const { envelope, state } = asked;
  const { actor, command } = envelope;
  if (!isAboutRegistry(command)) return factsBesides(services, asked);
  const isByOperator = actor.by === 'operator';
  const batch = command.type === 'ApplyRow' ? batchInForce(command.batch, await load(ledger, command.batch)) : null;
  const [first, people, found, directoryTier, lookAlikes, lying, passed, held] = await Promise.all([
    isByOperator ? load(ledger, BOOTSTRAP_STREAM) : undefined,
    recordsOf(ledger, envelope, [
      ...(actor.by === 'person' ? [actor.person] : []),
      ...proposersIn(command, { state, batch }),
    ]),
    Promise.all(identitiesIn(command, state).map((identity) => claimOf(ledger, asked, identity))),
    tierOf(services, accountIn(command, state)),
    alikeOf(services, recordIn(command, state)),
    lyingFor(ledger, command, state),
    passedFor(ledger, envelope),
    heldFor(services, envelope),
  ]);
  const claims = found.flatMap((one) => (one?.stands === true ? [one.claim] : []));
  const inherited = command.type === 'ClaimIdentity' ? highestOf(found.flatMap((one) => one?.tiers ?? [])) : null;
  const reading = await readingFor(services, asked, people);
  const statements = command.type === 'ConfirmProposal' ? await statementsFor(services, asked, people) : [];
  return {
    ...NO_REGISTRY_FACTS,
    bootstrap: first?.bootstrap ?? null,
    people,
    statements,
    claims,
    inherited,
    directoryTier,
    lookAlikes,
    lying,
    passed,
    held,
    reading,
    batch,
    rows: await rowsFor(services, asked, people),
  };
}

/** For every command that changes nothing in the registry. */
async function factsBesides(services: Services, asked: Asked): Promise<RegistryFacts> {
  const [{ ledger }, { actor }, { type }] = [services, asked.envelope, asked.envelope.command];
  const known = await recordsOf(ledger, asked.envelope, recheckedBy(asked));
  const people = RECHECKING.includes(type) ? await andAnswerers(ledger, asked, known) : known;
  // People sign, and the execution looks at what they signed; so does an end that is made by hand.
  const isSigned = actor.by === 'person' || type === 'StartExecution' || type === 'StartRevocation';
  const statements = isSigned ? await statementsFor(services, asked, people) : [];
  const decides = RECHECKING.includes(type) || type === 'RejectPlan';
  const delegations = decides ? await delegationsFor(services, asked, people) : [];
  const [closedAsFraud, glass] = [await isClosedAsFraud(ledger, asked), await glassFor(ledger, asked)];
  return { ...NO_REGISTRY_FACTS, people, statements, delegations, closedAsFraud, glass };
}

/** For opening a recovery with a ticket: one read of the stream of its source. */
async function isClosedAsFraud(ledger: Ledger, { envelope: { command }, now }: Asked): Promise<boolean> {
  if (command.type !== 'OpenRecovery' || command.ticket === null) return false;
  const { stream, id } = fraudCloseOf(command.ticket);
  const services = { ledger, surroundings: { now: () => now } };
  return (await findGiven(services, { stream, state: await loadLastGood(ledger, stream) }, id)) !== undefined;
}

/** Commands that ask which proofs and countersignatures still count. */
const RECHECKING: readonly Command['type'][] = [
  ...(['AssessRecovery', 'ReviseRequest', 'BreakGlass', 'RecordProof', 'AnswerChallenge', 'CountersignPlan'] as const),
  'StartExecution',
];

/** Incidents and standing uses: one read of the policy's stream and of each account that is used; none outside of break-glass. */
async function glassFor(ledger: Ledger, { envelope: { command, recovery: id }, state }: Asked): Promise<GlassFacts> {
  const isEmergency = id !== null && findRecovery(state, id)?.emergency != null && command.type === 'CountersignPlan';
  const isUse = command.type === 'UseBreakGlass';
  if (!isUse && command.type !== 'BreakGlass' && !isEmergency) return NO_REGISTRY_FACTS.glass;
  return glassIn(ledger, isUse ? state : await loadLastGood(ledger, POLICY_STREAM));
}

/** The incidents of the policy's stream, and its uses of break-glass that stand; one read for each use. */
export async function glassIn(ledger: Ledger, { breakGlass }: StreamState): Promise<GlassFacts> {
  const { incidents, uses: known } = breakGlass;
  const uses = await Promise.all(known.map(async (one) => standingUse(one, await load(ledger, one.account))));
  return { incidents, uses: uses.filter((one) => one !== undefined) };
}

/** One read for each person who has confirmed or countersigned, who does so now, or whose right to it is lent; none before the first. */
function recheckedBy({ envelope, state }: Asked): readonly PersonId[] {
  const { actor, command, recovery: id } = envelope;
  const own = actor.by === 'person' ? [actor.person] : [];
  if (command.type === 'Delegate') return [...own, command.order.to];
  const recovery = id === null ? undefined : findRecovery(state, id);
  const isRejected = command.type === 'RejectPlan';
  const signer = 'signed' in command && command.signed !== undefined ? own : [];
  if (isDutyCommand(command)) return isLoosening(command) ? own : signer;
  if (['ReviewRecovery', 'ReportWork', 'ConfirmWork'].includes(command.type)) return signer;
  if (command.type === 'StartRevocation') return recovery === undefined ? [] : workersIn(recovery);
  if (recovery === undefined || !(isRejected || RECHECKING.includes(command.type))) return [];
  const lenders = [claimedLender(envelope)].filter((one) => one !== undefined);
  if (isRejected) return [...signer, ...lenders];
  const isOne = ['RecordProof', 'AnswerChallenge', 'CountersignPlan'].includes(command.type);
  return [...peopleToRecheck(recovery), ...workersIn(recovery), ...(isOne ? own : []), ...lenders];
}

const ABOUT_REGISTRY: Readonly<Record<RegistryCommand['type'] | FoundingCommand['type'], true>> = {
  ...{ ProposeProfile: true, ProposePerson: true, ProposePolicy: true, ProposeLift: true, ConfirmProposal: true },
  ...{ ProposeVoiding: true, ProposeSigningKey: true, ResumeStream: true },
  ...{ ProposeBatch: true, ApplyRow: true, ApplyRows: true },
  ...{ BootstrapRegistry: true, AdmitAdministrator: true, ClaimIdentity: true },
};

const isAboutRegistry = (command: Command): command is RegistryCommand | FoundingCommand =>
  Object.hasOwn(ABOUT_REGISTRY, command.type);

/** A forged commit may have stopped the streams of the administrators who void, or of people on duty: then their last good records count. */
async function recordsOf(ledger: Ledger, envelope: Envelope, ids: readonly PersonId[]): Promise<readonly Person[]> {
  const { command, stream } = envelope;
  const isVoiding = command.type === 'ResumeStream' || isForgiving(stream);
  const those = [...new Set(ids)];
  const states =
    isVoiding || isDutyCommand(command)
      ? await Promise.all(those.map((id) => loadLastGood(ledger, id)))
      : await loadAll(ledger, those);
  return states.flatMap(({ person: { current } }) => (current === null ? [] : [current]));
}

interface Proposed {
  readonly state: StreamState;
  readonly batch: BatchInForce | null;
}

/** Whether they are administrators still is asked of those who proposed, and of the confirmer of a batch that is proposed again. */
function proposersIn(command: Command, { state, batch: applied }: Proposed): readonly PersonId[] {
  if (applied !== null) return [applied.proposedBy];
  if (command.type === 'ProposeBatch') return state.batch.progress === null ? [] : [state.batch.progress.confirmedBy];
  return command.type === 'ConfirmProposal' ? outstandingIn(state).proposals.map(({ by }) => by) : [];
}

function identitiesIn(command: RegistryCommand | FoundingCommand, { profile, person }: StreamState): readonly string[] {
  switch (command.type) {
    case 'ClaimIdentity':
      return [command.identity];
    case 'BootstrapRegistry':
      return command.administrators.flatMap(claimedBy);
    case 'ProposeProfile':
      return claimedBy(command.profile);
    case 'ProposePerson':
      return claimedBy(command.person);
    case 'ApplyRow':
      return claimedBy(command.record);
    case 'ConfirmProposal':
      return [profile.proposal?.value, person.proposal?.value].flatMap((one: Person | AccountProfile | undefined) =>
        one === undefined ? [] : claimedBy(one),
      );
    default:
      return [];
  }
}

/** The record that the command proposes, or may confirm; undefined for another command. */
function recordIn(
  command: RegistryCommand | FoundingCommand,
  { profile, person }: StreamState,
): Person | AccountProfile | undefined {
  if (command.type === 'ProposeProfile') return command.profile;
  if (command.type === 'ProposePerson') return command.person;
  if (command.type === 'ApplyRow') return command.record;
  // Of the first two, who are alone: whether one looks like the other.
  if (command.type === 'BootstrapRegistry') return command.administrators[0];
  return command.type === 'ConfirmProposal' ? (profile.proposal?.value ?? person.proposal?.value) : undefined;
}

/** The account that the command proposes, or confirms. */
function accountIn(
  command: RegistryCommand | FoundingCommand,
  { profile: { proposal } }: StreamState,
): AccountProfile | undefined {
  if (command.type === 'ProposeProfile') return command.profile;
  if (command.type === 'ApplyRow') return 'account' in command.record ? command.record : undefined;
  if (command.type !== 'ConfirmProposal' || proposal?.digest !== command.digest) return undefined;
  return proposal.value;
}

async function tierOf({ directoryTierOf }: Services, account: AccountProfile | undefined): Promise<Tier | null> {
  if (account === undefined) return null;
  if (directoryTierOf === undefined) throw new Error('an account is proposed or confirmed where no directory is read');
  return directoryTierOf(account);
}

/** For a command on the stream of signing keys. */
async function heldFor({ heldKeys }: Services, { stream }: Envelope): Promise<readonly HeldKey[]> {
  return (stream === KEYS_STREAM && (await heldKeys?.())) || [];
}

async function alikeOf(
  { lookAlikesOf }: Services,
  record: Person | AccountProfile | undefined,
): Promise<readonly LookAlike[]> {
  if (record === undefined) return [];
  if (lookAlikesOf === undefined) throw new Error('a record is proposed or confirmed where look-alikes are not read');
  return lookAlikesOf(record);
}
