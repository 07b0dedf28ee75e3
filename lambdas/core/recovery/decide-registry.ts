import type { AccountProfile } from '../registry/account.ts';
import { namedBy, POLICY_STREAM, type PolicyVersion } from '../registry/adoption.ts';
import { seenOfBatch } from '../registry/batch.ts';
import { reliedChanges } from '../registry/changes.ts';
import { digestOfLookAlikes } from '../registry/likeness.ts';
import { holdsPart, type Person, type PersonId } from '../registry/person.ts';
import { voidsStream } from '../registry/voiding.ts';
import { digestOf, sha256 } from '../values/hash.ts';
import { claimsOf, whyNotClaimed, whyTierTooLow } from './claims.ts';
import type { Actor, Envelope, PersonActor, RegistryCommand } from './commands.ts';
import { applyRow, applyRows, proposeBatch } from './decide-batch.ts';
import { flawOfSigningKey, proposeSigningKey } from './decide-signing-key.ts';
import { flawOfVoiding, proposeVoiding, resumeStream } from './decide-voiding.ts';
import { accept, type Decision, type DecisionContext, refuse } from './decision.ts';
import type { Grounds, LedgerEvent } from './events.ts';
import { PROPOSED, type Proposed } from './outstanding.ts';
import { flawOfProposal, type ProposalOf, recordOfProposal } from './proposals.ts';
import { isSelf, partMissing, type Refused, whyTooWeak } from './situation.ts';
import { isOneIdentityTooMany, MOST_GOVERNED } from './size.ts';
import type { StreamState } from './state.ts';

/** Accounts, people and the policy in force change only when a second administrator confirms exactly what the first proposed (rule 6). */
export function decideRegistry(
  state: StreamState,
  envelope: Envelope<RegistryCommand>,
  context: DecisionContext,
): Decision {
  const { actor, command, stream } = envelope;
  // Whoever may void a commit may let its stream go on, whatever its account asks of a session.
  const of = command.type === 'ResumeStream' ? null : state.profile.current;
  const no = whyNotAdministrator(actor, context, of);
  if (no !== undefined || actor.by !== 'person') return no ?? partMissing(actor, 'admin');
  switch (command.type) {
    case 'ProposeProfile':
    case 'ProposePerson':
      return proposeRecord(state, command, { stream, by: actor.person }, context);
    case 'ProposePolicy':
      return proposePolicy(command, { stream, by: actor.person }, context);
    case 'ProposeLift':
      return proposeLift(state, command, actor.person);
    case 'ProposeVoiding':
      return proposeVoiding(command.voiding, { stream, by: actor.person }, context);
    case 'ProposeSigningKey':
      return proposeSigningKey(state, command.signingKey, { stream, by: actor.person, context });
    case 'ResumeStream':
      return resumeStream(state, actor.person, context);
    case 'ProposeBatch':
      return proposeBatch(state, command, { stream, by: actor.person, isAdministrator: isOne(context) }, context);
    case 'ApplyRow':
      return confirmRow(state, command, { actor, stream }, context);
    case 'ApplyRows':
      return applyRows(state, command, actor);
    case 'ConfirmProposal':
      return confirm(state, { actor, digest: command.digest, seen: command.seen }, context);
  }
}

interface Proposing {
  readonly stream: string;
  readonly by: PersonId;
}

function proposeRecord(
  state: StreamState,
  command: ProposalOf<'ProposeProfile'> | ProposalOf<'ProposePerson'>,
  { stream, by }: Proposing,
  context: DecisionContext,
): Decision {
  const flaw = flawOfProposal(command, stream);
  if (flaw !== undefined) return refuse(flaw);
  const record = recordOfProposal(command);
  const unheld = whyNotHeld(state, record, context);
  if (unheld !== undefined) return unheld;
  const made = { by, digest: digestOf(record), ...groundsOf(record, context) };
  return accept(
    'person' in record
      ? { type: 'PersonProposed', person: record, ...made }
      : { type: 'ProfileProposed', profile: record, ...made },
  );
}

/** As for a record that the other administrator of the batch has proposed and the actor confirms. */
function confirmRow(
  state: StreamState,
  command: ProposalOf<'ApplyRow'>,
  { actor, stream }: { readonly actor: PersonActor; readonly stream: string },
  context: DecisionContext,
): Decision {
  const flaw = flawOfProposal(command, stream);
  if (flaw !== undefined) return refuse(flaw);
  const asConfirmed = (proposed: StreamState, digest: string) => confirm(proposed, { actor, digest }, context);
  return applyRow(
    state,
    command,
    { actor, confirm: asConfirmed, grounds: groundsOf(command.record, context) },
    context,
  );
}

/** A sound policy whose text has this digest, with its difference to the policy in force. */
function proposePolicy(
  { adoption }: ProposalOf<'ProposePolicy'>,
  { stream, by }: Proposing,
  { registry: { reading } }: DecisionContext,
): Decision {
  if (stream !== POLICY_STREAM || sha256(adoption.text) !== adoption.digest) return refuse('proposal-mismatch');
  // Whatever nobody has read is no policy.
  if (reading === null || reading.problems !== null)
    return refuse('policy-invalid', { problems: reading?.problems ?? [] });
  const { difference } = reading;
  return accept({ type: 'PolicyProposed', adoption, by, digest: digestOf(namedBy(adoption)), difference });
}

function proposeLift({ freeze }: StreamState, { lift }: ProposalOf<'ProposeLift'>, by: PersonId): Decision {
  if (freeze === null) return refuse('not-frozen');
  return accept({ type: 'LiftProposed', lift, by, digest: digestOf({ ...lift, since: freeze.at }) });
}

/**
 * The reason why the actor is no administrator, or undefined. An administrator is a registered human whose current record and token both
 * say `admin`, signed in with two factors, or more if the account is used with more. A token alone gives nobody a part (rule 6).
 */
export function whyNotAdministrator(
  actor: Actor,
  { registry }: Pick<DecisionContext, 'registry'>,
  profile: AccountProfile | null = null,
): Refused | undefined {
  if (actor.by !== 'person' || !actor.roles.includes('admin')) return partMissing(actor, 'admin');
  if (actor.nature === 'machine') return refuse('machine-cannot-decide');
  if (!isAdministrator(recordOf(actor.person, registry.people))) return partMissing(actor, 'admin');
  return whyTooWeak(actor, profile);
}

const recordOf = (id: PersonId, people: readonly Person[]): Person | undefined =>
  people.find(({ person }) => person === id);

const isOne =
  ({ registry: { people } }: DecisionContext) =>
  (id: PersonId): boolean =>
    isAdministrator(recordOf(id, people));

const isAdministrator = (record: Person | undefined): boolean =>
  record !== undefined && record.nature === 'human' && holdsPart(record, 'admin');

/** One human is one person; one directory identity is one account, with the highest tier that any record gave it (rule 6). */
function whyNotHeld(
  state: StreamState,
  record: Person | AccountProfile,
  context: DecisionContext,
): Refused | undefined {
  const unclaimed = whyNotClaimed(state, record, context);
  if (unclaimed !== undefined || 'person' in record) return unclaimed;
  if (isOneIdentityTooMany(state, record)) return refuse('too-many-identities', { most: MOST_GOVERNED });
  return whyTierTooLow(state, record, context);
}

const groundsOf = (record: Person | AccountProfile, { registry }: DecisionContext): Grounds => ({
  claims: claimsOf(record, registry),
  lookAlikes: registry.lookAlikes,
});

/**
 * Nobody confirms blindly: the confirmer of a record with look-alikes must give the digest of those that they were shown. They are searched
 * again at the confirmation, so one registered since is included.
 */
function whyUnseen(seen: string | undefined, { registry: { lookAlikes } }: DecisionContext): Refused | undefined {
  const digest = digestOfLookAlikes(lookAlikes);
  if (digest === null || digest === seen) return undefined;
  return refuse('look-alikes-unseen', { digest, lookAlikes: lookAlikes.map(({ record, as }) => ({ record, as })) });
}

/**
 * Nobody adopts a policy without the digest of its difference to the policy in force. It stands with the proposal and in no refusal: who
 * hands it to a confirmer unread is one of the two people whom the ledger names.
 */
function whyUnread(seen: string | undefined, { name, difference }: PolicyVersion): Refused | undefined {
  const { digest, weaker, stricter, different } = difference;
  return seen === digest ? undefined : refuse('difference-unseen', { name, weaker, stricter, different });
}

/** The same for a batch: whoever has not read this proposal of it does not know what its rows were to the registry, and when. */
const whyBatchUnseen = (seen: string | undefined, proposal: StreamState['batch']['proposal']): Refused | undefined =>
  proposal === null || seenOfBatch(proposal) === seen ? undefined : refuse('batch-unseen');

/** The present or future owner and custodians of the account: they may propose and never confirm. */
const peopleOf = (profile: AccountProfile | null | undefined): readonly PersonId[] =>
  profile == null ? [] : [...(profile.owner === null ? [] : [profile.owner]), ...profile.custodians];

interface Confirming {
  readonly actor: PersonActor;
  readonly digest: string;
  readonly seen?: string | undefined;
}

function confirm(state: StreamState, { actor, digest, seen }: Confirming, context: DecisionContext): Decision {
  const found = PROPOSED.find((member) => state[member].proposal?.digest === digest);
  const proposal = found === undefined ? null : state[found].proposal;
  if (found === undefined || proposal === null) return refuse('no-such-proposal', { digest });
  if (isSelf(actor, proposal.by)) return refuse('same-proposer');
  if (!isOne(context)(proposal.by)) return refuse('role-missing', { role: 'admin', proposer: proposal.by });
  const { profile, person } = state;
  const concerned = [...peopleOf(profile.current), ...peopleOf(profile.proposal?.value), person.proposal?.value.person];
  if (concerned.some((one) => one !== undefined && isSelf(actor, one)))
    return refuse('conflicting-part', { holds: 'owner', wants: 'approver' });
  const record = found === 'profile' || found === 'person' ? state[found].proposal?.value : undefined;
  const unheld = record === undefined ? undefined : (whyNotHeld(state, record, context) ?? whyUnseen(seen, context));
  const voiding = found === 'voiding' ? state.voiding.proposal?.value : undefined;
  const unforged = voiding === undefined ? undefined : flawOfVoiding(voiding, voidsStream(voiding.stream), context);
  const key = found === 'signingKey' ? state.signingKey.proposal?.value : undefined;
  const unfit = key === undefined ? undefined : flawOfSigningKey(state, key, context);
  const version = found === 'policy' ? state.policy.proposal?.value : undefined;
  const batch = found === 'batch' ? state.batch.proposal : null;
  const unread = version === undefined ? whyBatchUnseen(seen, batch) : whyUnread(seen, version);
  return unheld ?? unforged ?? unfit ?? unread ?? accept(confirmed(state, found, { actor, digest }, context));
}

/** The event by which each kind of proposal takes effect. */
function confirmed(
  { profile }: StreamState,
  member: Proposed,
  { actor, digest }: Confirming,
  { now }: DecisionContext,
): LedgerEvent {
  const by = actor.person;
  switch (member) {
    case 'profile': {
      const changes = profile.proposal === null ? [] : reliedChanges(profile.current, profile.proposal.value, now);
      return { type: 'ProfileConfirmed', by, digest, changes };
    }
    case 'person':
      return { type: 'PersonConfirmed', by, digest };
    case 'policy':
      return { type: 'PolicyAdopted', by, digest };
    case 'lift':
      return { type: 'FreezeLifted', by, digest };
    case 'voiding':
      return { type: 'VoidingConfirmed', by, digest };
    case 'signingKey':
      return { type: 'SigningKeyAdopted', by, digest };
    case 'batch':
      return { type: 'BatchConfirmed', by, digest };
  }
}
