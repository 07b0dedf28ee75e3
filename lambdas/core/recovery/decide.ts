import { decideIntake } from '../intake/decide.ts';
import { decideEnrolment } from '../proofing/enrol.ts';
import { decideRegistry } from '../registry/decide.ts';
import { reportSignal } from '../risk/report-signal.ts';
import type {
  EnrolmentCommand,
  Envelope,
  IntakeCommand,
  PeopleCommand,
  ProofingCommand,
  RegistryCommand,
  WorkflowCommand,
} from './commands.ts';
import { decideProofing } from './decide-challenge.ts';
import { openRecovery } from './decide-open.ts';
import { decidePeople } from './decide-people.ts';
import { decideWorkflow } from './decide-workflow.ts';
import { type Decision, type DecisionContext, refuse } from './decision.ts';
import { findRecovery, type RecoveryId, type StreamState } from './state.ts';

/**
 * What a command does to a stream: the events to append, or why not. Pure and total. No events means that the command has been carried
 * out already, so that a step that is tried again after a crash goes on where the ledger stands.
 */
export function decide(state: StreamState, envelope: Envelope, context: DecisionContext): Decision {
  const { command } = envelope;
  if (isRegistryCommand(command)) return decideRegistry(state, { ...envelope, command });
  if (isIntakeCommand(command)) return decideIntake(command);
  if (isEnrolmentCommand(command)) return decideEnrolment(state, { ...envelope, command }, context);
  if (command.type === 'ReportSignal') return reportSignal(state, { ...envelope, command });
  if (command.type === 'OpenRecovery') return openRecovery(state, { ...envelope, command });
  const recovery = envelope.recovery === null ? undefined : findRecovery(state, envelope.recovery);
  if (recovery === undefined) return alreadyEnded(state, envelope.recovery);
  const situation = { state, recovery, context, actor: envelope.actor, commandId: envelope.id };
  if (isProofingCommand(command)) return decideProofing(situation, command);
  return isPeopleCommand(command) ? decidePeople(situation, command) : decideWorkflow(situation, command);
}

/** A recovery that the stream no longer carries has ended: whoever found it here knows from the ledger that it existed. */
function alreadyEnded(state: StreamState, id: RecoveryId | null): Decision {
  if (id === null) return refuse('recovery-unknown');
  return refuse('recovery-ended', { end: state.ended.find((ended) => ended.id === id)?.end ?? 'long ago' });
}

type AnyCommand = Envelope['command'];
const REGISTRY: readonly string[] = [
  'ProposeProfile',
  'ProposePerson',
  'ProposePolicy',
  'ProposeLift',
  'ConfirmProposal',
];
const INTAKE: readonly string[] = ['RefuseIntake', 'HoldTicket'];
const PEOPLE: readonly string[] = [
  ...['RecordProof', 'CountersignPlan', 'RejectPlan', 'ReviseRequest', 'StopRecovery', 'ClaimGrant', 'ReviewRecovery'],
];
const ENROLMENT: readonly string[] = [
  ...['EnrolAuthenticator', 'RemoveAuthenticator', 'NameRecoveryContact', 'RemoveRecoveryContact'],
];
const PROOFING: readonly string[] = ['IssueChallenge', 'AnswerChallenge'];
const isEnrolmentCommand = (command: AnyCommand): command is EnrolmentCommand => ENROLMENT.includes(command.type);
const isProofingCommand = (command: AnyCommand): command is ProofingCommand => PROOFING.includes(command.type);
const isRegistryCommand = (command: AnyCommand): command is RegistryCommand => REGISTRY.includes(command.type);
const isIntakeCommand = (command: AnyCommand): command is IntakeCommand => INTAKE.includes(command.type);
const isPeopleCommand = (command: PeopleCommand | WorkflowCommand): command is PeopleCommand =>
  PEOPLE.includes(command.type);
