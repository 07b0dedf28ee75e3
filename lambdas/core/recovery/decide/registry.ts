import type { AccountProfile } from '../../registry/account.ts';
import { namedBy, POLICY_STREAM } from '../../registry/adoption.ts';
import type { Person, PersonId } from '../../registry/person.ts';
import { digestOf, sha256 } from '../../values/hash.ts';
import { isOne, whyNotAdministrator } from '../assess/administrators.ts';
import { claimsOf, whyNotHeld } from '../assess/claims.ts';
import type { Envelope, PersonActor, RegistryCommand } from '../state/commands.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import type { Grounds } from '../state/events.ts';
import { partMissing } from '../state/situation.ts';
import type { StreamState } from '../state/state.ts';
import { applyRow, applyRows, proposeBatch } from './batch.ts';
import { decideConfirmation } from './confirmation.ts';
import { flawOfProposal, type ProposalOf, recordOfProposal } from './proposals.ts';
import { proposeSigningKey } from './signing-key.ts';
import { proposeVoiding, resumeStream } from './voiding.ts';

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
      return decideConfirmation(state, { ...command, actor }, context);
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
  const asConfirmed = (proposed: StreamState, digest: string) =>
    decideConfirmation(proposed, { actor, digest, isRow: true }, context);
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

const groundsOf = (record: Person | AccountProfile, { registry }: DecisionContext): Grounds => ({
  claims: claimsOf(record, registry),
  lookAlikes: registry.lookAlikes,
});
