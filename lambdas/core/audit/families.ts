import { METHODS } from '../proofing/methods.ts';
import type { Actor, Command } from '../recovery/state/commands.ts';
import { type EventType, type LedgerEvent, WATCH_CAUSE } from '../recovery/state/events.ts';

/** Families of deployed functions: each does one kind of work and signs with one key. `contract/functions.ts` assigns the functions. */
export const FAMILIES = [
  ...(['people', 'requester', 'intake', 'enrolment', 'registry', 'population', 'workflow', 'timers'] as const),
] as const;
export type Family = (typeof FAMILIES)[number];

type CommandType = Command['type'];
type By = Actor['by'];

/** The families that may write a command, and the actors they may name. */
type Writers = Readonly<Partial<Record<Family, readonly By[]>>>;

const BY_PEOPLE = { people: ['person'] } as const satisfies Writers;
const BY_PEOPLE_AND_PAGE = { people: ['person'], requester: ['visitor'] } as const satisfies Writers;
const BY_OWNERS_AND_PAGE = { enrolment: ['person'], requester: ['visitor'] } as const satisfies Writers;
const BY_OWNERS = { enrolment: ['person'] } as const satisfies Writers;
const BY_ADMINISTRATORS = { registry: ['person'] } as const satisfies Writers;
/** Claims are made for proposals, and for the first two administrators at bootstrap. */
const BY_REGISTRARS = { registry: ['person', 'operator'] } as const satisfies Writers;
const BY_OPERATOR = { registry: ['operator'] } as const satisfies Writers;
const BY_WORKFLOW = { workflow: ['workflow'] } as const satisfies Writers;
const BY_TIMERS = { timers: ['workflow', 'schedule', 'sweeper'] } as const satisfies Writers;

/** The families that may write each command, and for which actors. A new command does not compile without a row. */
export const WRITERS = {
  OpenRecovery: { people: ['person'], intake: ['ticket-system'] },
  RecordProof: { people: ['person'], intake: ['vendor'] },
  CountersignPlan: BY_PEOPLE,
  RejectPlan: BY_PEOPLE,
  ReviseRequest: BY_PEOPLE,
  ReviewRecovery: BY_PEOPLE,
  // A ticket system takes back what its own ticket has opened.
  StopRecovery: { ...BY_PEOPLE_AND_PAGE, intake: ['ticket-system'] },
  RaiseSuspicion: BY_PEOPLE,
  OpenCall: BY_PEOPLE,
  AnswerCall: BY_PEOPLE,
  ReportCall: BY_OWNERS_AND_PAGE,
  ReportFalseCall: BY_OWNERS_AND_PAGE,
  RaiseThreat: BY_PEOPLE,
  LowerThreat: BY_PEOPLE,
  DeclareIncident: BY_PEOPLE,
  EndIncident: BY_PEOPLE,
  UseBreakGlass: BY_PEOPLE,
  BreakGlass: BY_PEOPLE,
  Delegate: BY_PEOPLE,
  WithdrawDelegation: BY_PEOPLE,
  ...{ SendLink: BY_PEOPLE, HandOver: BY_PEOPLE },
  AnswerAsSubject: BY_PEOPLE,
  ...{ ReportWork: BY_PEOPLE, ConfirmWork: BY_PEOPLE },
  ClaimGrant: BY_PEOPLE_AND_PAGE,
  BindProof: BY_PEOPLE,
  HearWords: { requester: ['visitor'] },
  IssueChallenge: BY_PEOPLE_AND_PAGE,
  AnswerChallenge: BY_PEOPLE_AND_PAGE,
  EnrolAuthenticator: BY_OWNERS,
  RemoveAuthenticator: BY_OWNERS,
  NameRecoveryContact: BY_OWNERS,
  RemoveRecoveryContact: BY_OWNERS,
  ProposeProfile: BY_ADMINISTRATORS,
  ProposePerson: BY_ADMINISTRATORS,
  ProposePolicy: BY_ADMINISTRATORS,
  ProposeLift: BY_ADMINISTRATORS,
  ProposeVoiding: BY_ADMINISTRATORS,
  ProposeSigningKey: BY_ADMINISTRATORS,
  ProposeBatch: BY_ADMINISTRATORS,
  ApplyRow: BY_ADMINISTRATORS,
  ApplyRows: BY_ADMINISTRATORS,
  ConfirmProposal: BY_ADMINISTRATORS,
  ResumeStream: BY_ADMINISTRATORS,
  BootstrapRegistry: BY_OPERATOR,
  AdmitAdministrator: BY_OPERATOR,
  ClaimIdentity: BY_REGISTRARS,
  ReportSignal: { intake: ['signal-source'] },
  EndWatched: { intake: ['signal-source'] },
  ReportChange: { intake: ['signal-source'] },
  ...{ EndContained: { intake: ['signal-source'] }, TallyReceipts: { intake: ['signal-source'] } },
  ReportContainment: { timers: ['sweeper'] },
  SyncProfile: { population: ['signal-source'] },
  ReportPopulation: { population: ['signal-source'] },
  CountChanges: { population: ['signal-source'] },
  HoldTicket: { intake: ['ticket-system'] },
  CloseAsFraud: { intake: ['ticket-system'] },
  // Every function of the API records what it refuses before there is a command; a caller without a valid token is `ticket-system:api`.
  RefuseIntake: {
    ...{ people: ['person', 'ticket-system'], requester: ['ticket-system'], registry: ['person', 'ticket-system'] },
    ...{ enrolment: ['person', 'ticket-system'], intake: ['ticket-system', 'signal-source', 'vendor'] },
  },
  OrderRedelivery: BY_PEOPLE,
  AssessRecovery: BY_WORKFLOW,
  OpenGate: BY_WORKFLOW,
  StartExecution: BY_WORKFLOW,
  IssueGrant: BY_WORKFLOW,
  FailExecution: BY_WORKFLOW,
  ExpireStage: BY_WORKFLOW,
  CloseRecovery: BY_WORKFLOW,
  StartRevocation: BY_TIMERS,
  ReportRevocationOverdue: BY_TIMERS,
  ConfirmRevocation: BY_TIMERS,
} as const satisfies Record<CommandType, Writers>;

const PROVING = ['RecordProof', 'AnswerChallenge'] as const;
/** Commands that make a plan, and so everything that can follow from a plan at once. */
const PLANNING = ['AssessRecovery', 'ReviseRequest', 'BreakGlass', 'StartExecution'] as const;

/** The commands that can produce each event. A new event does not compile without a row; every command can produce a refusal. */
export const PRODUCED_BY = {
  RecoveryOpened: ['OpenRecovery'],
  // A plan is made again when an unusual verifier confirms (rule 10).
  RecoveryAssessed: [...PLANNING, 'RecordProof'],
  RecoveryDenied: [...PLANNING, 'RecordProof'],
  GateOpened: ['OpenGate'],
  ProofRecorded: PROVING,
  RecoveryRefused: PROVING,
  ProofingCompleted: [...PROVING, ...PLANNING],
  PlanCountersigned: ['CountersignPlan'],
  ApprovalCompleted: ['CountersignPlan', ...PROVING, ...PLANNING],
  RecoveryRejected: ['RejectPlan'],
  RequestRevised: ['ReviseRequest'],
  GlassBroken: ['BreakGlass'],
  PlanVoided: ['StartExecution'],
  ExecutionStarted: ['StartExecution'],
  GrantIssued: ['IssueGrant'],
  ExecutionFailed: ['FailExecution'],
  GrantClaimed: ['ClaimGrant'],
  ProofBound: ['BindProof'],
  LinkSent: ['SendLink'],
  HandedOver: ['HandOver'],
  SubjectAnswered: ['AnswerAsSubject'],
  RecoveryStopped: ['StopRecovery'],
  StopRequested: ['StopRecovery', 'RecordProof', 'EndWatched', 'EndContained', 'AnswerAsSubject'],
  RevocationStarted: ['StartRevocation'],
  RevocationOverdue: ['ReportRevocationOverdue'],
  RevocationConfirmed: ['ConfirmRevocation'],
  StageHalfPassed: ['ExpireStage'],
  RecoveryExpired: ['ExpireStage'],
  ReviewOverdue: ['ExpireStage'],
  ReviewRecorded: ['ReviewRecovery'],
  ...{ WorkReported: ['ReportWork'], WorkConfirmed: ['ConfirmWork'] },
  RecoveryClosed: ['CloseRecovery'],
  WordsHeard: ['HearWords'],
  ChallengeIssued: ['IssueChallenge'],
  ChallengeAnswered: PROVING,
  ChallengeFailed: ['AnswerChallenge'],
  AuthenticatorEnrolled: ['EnrolAuthenticator'],
  AuthenticatorRemoved: ['RemoveAuthenticator'],
  AuthenticatorUsed: ['AnswerChallenge'],
  RecoveryContactNamed: ['NameRecoveryContact'],
  RecoveryContactRemoved: ['RemoveRecoveryContact'],
  // A row is proposed and confirmed by its batch: `rowFlawOf` looks at its proof.
  ProfileProposed: ['ProposeProfile', 'ApplyRow'],
  ProfileConfirmed: ['ConfirmProposal', 'ApplyRow'],
  TierRaised: ['AssessRecovery', 'StartExecution', 'SyncProfile'],
  ProfileSynced: ['SyncProfile'],
  PopulationReported: ['ReportPopulation'],
  ChangesCounted: ['CountChanges'],
  PersonProposed: ['ProposePerson', 'ApplyRow'],
  FirstPasskeyRecorded: ['AdmitAdministrator', 'ConfirmProposal', 'ApplyRow'],
  PersonConfirmed: ['ConfirmProposal', 'ApplyRow'],
  BatchProposed: ['ProposeBatch'],
  BatchConfirmed: ['ConfirmProposal'],
  RowApplied: ['ApplyRow'],
  RowsApplied: ['ApplyRows'],
  PolicyProposed: ['ProposePolicy'],
  PolicyAdopted: ['ConfirmProposal'],
  LiftProposed: ['ProposeLift'],
  FreezeLifted: ['ConfirmProposal'],
  VoidingProposed: ['ProposeVoiding'],
  VoidingConfirmed: ['ConfirmProposal'],
  SigningKeyProposed: ['ProposeSigningKey'],
  SigningKeyAdopted: ['ConfirmProposal'],
  StreamResumed: ['ResumeStream'],
  RegistryBootstrapped: ['BootstrapRegistry'],
  AdministratorAdmitted: ['AdmitAdministrator'],
  IdentityClaimed: ['ClaimIdentity'],
  SignalReported: ['ReportSignal'],
  WatchTripped: ['ReportSignal', 'ReportChange'],
  GovernedChangeSeen: ['ReportChange'],
  ...{ UngovernedChangeSeen: ['ReportChange'], ContainmentOrdered: ['ReportChange'] },
  ...{ SessionsEnded: ['ReportContainment'], ContainmentFailed: ['ReportContainment'] },
  ReceiptsTallied: ['TallyReceipts'],
  AccountFrozen: [...PROVING, 'StopRecovery', 'RaiseSuspicion', 'AnswerAsSubject', 'ReportFalseCall', 'ReportChange'],
  SuspicionRaised: ['RaiseSuspicion', 'AnswerAsSubject'],
  FalseCallReported: ['ReportFalseCall'],
  CallOpened: ['OpenCall'],
  CallAnswered: ['AnswerCall'],
  CallReported: ['ReportCall'],
  ThreatRaised: ['RaiseThreat'],
  ThreatLoweringAsked: ['LowerThreat'],
  ThreatLowered: ['LowerThreat'],
  IncidentDeclared: ['DeclareIncident'],
  IncidentEnded: ['EndIncident'],
  BreakGlassUsed: ['UseBreakGlass'],
  ...{ DelegationGiven: ['Delegate'], DelegationWithdrawn: ['WithdrawDelegation'] },
  IntakeRefused: ['RefuseIntake'],
  TicketHeld: ['HoldTicket'],
  TicketClosedAsFraud: ['CloseAsFraud'],
  RedeliveryOrdered: ['OrderRedelivery'],
  CommandRefused: Object.keys(WRITERS) as readonly CommandType[],
} as const satisfies Record<EventType, readonly CommandType[]>;

/** Writer, command, actor and events of a commit, as its untrusted bytes claim them. */
export interface Written {
  readonly family: string;
  readonly command: string;
  readonly by: string;
  readonly events: readonly LedgerEvent[];
}

export type WritingFlaw = 'family-not-allowed' | 'event-not-allowed';

/** Whether a family may write this command, for this kind of actor, with these events. Unknown names are refused by each table. */
export function writingFlawOf({ family, command, by, events }: Written): WritingFlaw | undefined {
  if (!mayWrite(family, command, by)) return 'family-not-allowed';
  return events.every((event) => mayProduce(command, event.type) && isTheirs(by, event))
    ? undefined
    : 'event-not-allowed';
}

/** Whether a family may write a command for any actor. */
export const writes = (family: string, command: string): boolean => actorsOf(family, command).length > 0;

const mayWrite = (family: string, command: string, by: string): boolean => actorsOf(family, command).includes(by);

function actorsOf(family: string, command: string): readonly string[] {
  const writers: Readonly<Record<string, readonly string[]>> = member(WRITERS, command) ?? {};
  return member(writers, family) ?? [];
}

const mayProduce = (command: string, event: string): boolean =>
  (member<readonly string[]>(PRODUCED_BY, event) ?? []).includes(command);

/**
 * A page and a vendor record proofs by their own methods only: neither can speak for a verifier, a manager or a custodian. A vendor makes no
 * plan. Only a source of signals stops a recovery for a watched signal, and it stops for nothing else.
 */
function isTheirs(by: string, event: LedgerEvent): boolean {
  if (event.type === 'RecoveryAssessed' || event.type === 'RecoveryDenied') return by !== 'vendor';
  if (event.type === 'StopRequested') return (event.cause === WATCH_CAUSE) === (by === 'signal-source');
  if (event.type !== 'ProofRecorded' || by === 'person') return true;
  const confirmedBy = member(METHODS, String(event.proof?.method))?.confirmedBy;
  return confirmedBy === (by === 'vendor' ? 'vendor' : 'system');
}

/** The own member with a name from outside: undefined for names that every object inherits. */
const member = <Value>(members: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;
