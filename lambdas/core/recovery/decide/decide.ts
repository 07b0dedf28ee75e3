import { isOneOf } from '../../values/family.ts';
import { asSigned } from '../assess/signed.ts';
import { endWatched } from '../evolve/watch.ts';
import type { CallCommand } from '../state/calls.ts';
import type {
  EnrolmentCommand,
  Envelope,
  FoundingCommand,
  IntakeCommand,
  PeopleCommand,
  ProofingCommand,
  RegistryCommand,
} from '../state/commands.ts';
import { type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import { isDelegationCommand } from '../state/delegations.ts';
import type { IncidentCommand } from '../state/emergency.ts';
import type { PopulationCommand } from '../state/population.ts';
import { findRecovery, type RecoveryId, type StreamState } from '../state/state.ts';
import type { ThreatCommand } from '../state/warnings.ts';
import { decideIncident } from './break-glass.ts';
import { decideCall, reportFalseCall } from './call.ts';
import { decideProofing } from './challenge.ts';
import { decideDelegation } from './delegation.ts';
import { decideEnrolment } from './enrolment.ts';
import { decideFounding } from './founding.ts';
import { decideIntake, decideSignal, orderRedelivery, raiseSuspicion } from './intake.ts';
import { decideOpen } from './open.ts';
import { decidePeople } from './people.ts';
import { decidePopulation } from './population.ts';
import { decideReceipt, endContained, reportContainment } from './receipt.ts';
import { decideRegistry } from './registry.ts';
import { decideTally } from './tally.ts';
import { decideThreat } from './threat.ts';
import { decideWorkflow } from './workflow.ts';

/**
 * The events that a command appends to a stream, or a refusal. Pure and total. No events: the command was already carried out, so a step
 * repeated after a crash continues where the ledger stands.
 */
export function decide(state: StreamState, envelope: Envelope, context: DecisionContext): Decision {
  const decision = decideOn(state, envelope, context);
  // Nobody but people signs.
  return envelope.actor.by === 'person' ? asSigned(decision, state, envelope, context) : decision;
}

function decideOn(state: StreamState, envelope: Envelope, context: DecisionContext): Decision {
  const { command } = envelope;
  if (isRegistryCommand(command)) return decideRegistry(state, { ...envelope, command }, context);
  if (isFoundingCommand(command)) return decideFounding(state, { ...envelope, command }, context);
  if (isIntakeCommand(command)) return decideIntake(command);
  if (isEnrolmentCommand(command)) return decideEnrolment(state, { ...envelope, command }, context);
  if (command.type === 'OrderRedelivery') return orderRedelivery({ ...envelope, command });
  if (command.type === 'ReportSignal') return decideSignal(state, { ...envelope, command }, context.now);
  if (command.type === 'ReportChange') return decideReceipt(state, { ...envelope, command }, context);
  if (command.type === 'ReportContainment') return reportContainment({ ...envelope, command });
  if (command.type === 'TallyReceipts') return decideTally({ ...envelope, command }, context.now);
  if (isPopulationCommand(command)) return decidePopulation(state, { ...envelope, command }, context);
  if (command.type === 'RaiseSuspicion') return raiseSuspicion(state, { ...envelope, command }, context.now);
  if (command.type === 'ReportFalseCall') return reportFalseCall(state, { ...envelope, command }, context.now);
  if (isCallCommand(command)) return decideCall(state, { ...envelope, command }, context);
  if (isThreatCommand(command)) return decideThreat(state, { ...envelope, command }, context.now);
  if (isIncidentCommand(command)) return decideIncident(state, { ...envelope, command }, context);
  if (isDelegationCommand(command)) return decideDelegation(state, { ...envelope, command }, context);
  if (command.type === 'OpenRecovery') return decideOpen(state, { ...envelope, command }, context.registry);
  const recovery = envelope.recovery === null ? undefined : findRecovery(state, envelope.recovery);
  if (recovery === undefined) return alreadyEnded(state, envelope.recovery);
  const { actor, id: commandId, origin } = envelope;
  const situation = { state, recovery, context, actor, commandId, ticket: origin.ticket };
  if (command.type === 'EndWatched') return endWatched(situation, command);
  if (command.type === 'EndContained') return endContained(situation, command);
  if (isProofingCommand(command)) return decideProofing(situation, command);
  return isPeopleCommand(command) ? decidePeople(situation, command) : decideWorkflow(situation, command);
}

/** A recovery that the stream no longer holds has ended: its caller found it through the ledger, so it existed. */
function alreadyEnded(state: StreamState, id: RecoveryId | null): Decision {
  if (id === null) return refuse('recovery-unknown');
  return refuse('recovery-ended', { end: state.ended.find((ended) => ended.id === id)?.end ?? 'long ago' });
}

const isRegistryCommand = isOneOf<RegistryCommand>({
  ProposeProfile: true,
  ProposePerson: true,
  ProposePolicy: true,
  ProposeLift: true,
  ProposeVoiding: true,
  ProposeSigningKey: true,
  ResumeStream: true,
  ProposeBatch: true,
  ApplyRow: true,
  ApplyRows: true,
  ConfirmProposal: true,
});
const isFoundingCommand = isOneOf<FoundingCommand>({
  BootstrapRegistry: true,
  AdmitAdministrator: true,
  ClaimIdentity: true,
});
const isIntakeCommand = isOneOf<IntakeCommand>({ RefuseIntake: true, HoldTicket: true, CloseAsFraud: true });
const isEnrolmentCommand = isOneOf<EnrolmentCommand>({
  EnrolAuthenticator: true,
  RemoveAuthenticator: true,
  NameRecoveryContact: true,
  RemoveRecoveryContact: true,
});
const isPopulationCommand = isOneOf<PopulationCommand>({
  ...{ SyncProfile: true, ReportPopulation: true },
  CountChanges: true,
});
const isCallCommand = isOneOf<CallCommand>({ OpenCall: true, AnswerCall: true, ReportCall: true });
const isThreatCommand = isOneOf<ThreatCommand>({ RaiseThreat: true, LowerThreat: true });
const isIncidentCommand = isOneOf<IncidentCommand>({ DeclareIncident: true, EndIncident: true, UseBreakGlass: true });
const isProofingCommand = isOneOf<ProofingCommand>({ HearWords: true, IssueChallenge: true, AnswerChallenge: true });
const isPeopleCommand = isOneOf<PeopleCommand>({
  RecordProof: true,
  CountersignPlan: true,
  RejectPlan: true,
  ReviseRequest: true,
  StopRecovery: true,
  ClaimGrant: true,
  BindProof: true,
  ReviewRecovery: true,
  BreakGlass: true,
  SendLink: true,
  HandOver: true,
  AnswerAsSubject: true,
  ReportWork: true,
  ConfirmWork: true,
});
