import type { Signable } from '../../approvals/statement.ts';
import type { AuthenticatorData } from '../../proofing/authenticator.ts';
import type { Purpose, StopWarrant, Use } from '../../proofing/challenge.ts';
import type { CheckName, EvidenceKind } from '../../proofing/evidence.ts';
import type { MethodName } from '../../proofing/methods.ts';
import type { Outcome } from '../../proofing/proof.ts';
import type { AccountProfile, Action, Assurance, Tier } from '../../registry/account.ts';
import type { Adoption } from '../../registry/adoption.ts';
import type { Administrators } from '../../registry/bootstrap.ts';
import type { HalfHeld } from '../../registry/parts.ts';
import { type Person, type PersonId, REGISTERED_PARTS } from '../../registry/person.ts';
import type { Scope } from '../../registry/scope.ts';
import type { SigningKey } from '../../registry/signing-key.ts';
import type { Voiding } from '../../registry/voiding.ts';
import type { Pseudonym } from '../../risk/facts.ts';
import type { Json } from '../../values/hash.ts';
import type { SubjectCommand } from './answer.ts';
import type { BatchCommand } from './batches.ts';
import type { CallCommand } from './calls.ts';
import type { DelegationCommand } from './delegations.ts';
import type { IncidentCommand } from './emergency.ts';
import type { GateName, RedeliveryOf, ReviewFinding, RevocationTrigger, StopCause } from './events.ts';
import type { FraudClose } from './fraud.ts';
import type { HelpCommand } from './help.ts';
import type { PopulationCommand } from './population.ts';
import type { ReceiptCommand } from './receipts.ts';
import type { Lift, RecoveryId, TicketRef } from './state.ts';
import type { TallyReceipts } from './tally.ts';
import type { TicketFinding } from './ticket.ts';
import type { EndWatched, RaiseSuspicion, ReportFalseCall, ReportSignal, ThreatCommand } from './warnings.ts';
import type { WorkCommand } from './work.ts';

/** The person or system that gives a command. */
export type Actor =
  | PersonActor
  | { readonly by: 'ticket-system'; readonly source: string }
  | { readonly by: 'vendor'; readonly source: string }
  /** A browser with the requester's page open, without an account: SHA-256 of the page's cookie, in hexadecimal. */
  | { readonly by: 'visitor'; readonly session: string }
  /** A carrier, an identity provider, a monitoring system: it can report and do nothing else. */
  | { readonly by: 'signal-source'; readonly source: string }
  /** The caller of the bootstrap function; the cloud's own audit log names them. */
  | { readonly by: 'operator' }
  | { readonly by: 'workflow' | 'schedule' | 'sweeper' };

/** A signed-in person. Roles and approver groups are those that the verified token and the registry's record both name. */
export interface PersonActor {
  readonly by: 'person';
  readonly person: PersonId;
  /** Identities of the same human from before registration. */
  readonly aliases: readonly PersonId[];
  readonly nature: Person['nature'];
  /** The strength of the sign-in, by the token or the deployment. */
  readonly assurance: Assurance;
  readonly roles: readonly Role[];
  /** Approver groups, e.g. `identity` for the token group `approver:identity`. */
  readonly groups: readonly string[];
  /** The person's help desks, e.g. `north` for the token group `desk:north`. */
  readonly desks: readonly string[];
  /** Parts that give no right, because only one of the two names them; absent for none. */
  readonly halfHeld?: HalfHeld;
}

export const ROLES = REGISTERED_PARTS;
export type Role = (typeof ROLES)[number];

export interface OpenRecovery {
  readonly type: 'OpenRecovery';
  readonly action: Action;
  readonly reason: string;
  readonly requester: PersonId;
  readonly agent: PersonId | null;
  readonly channel: string;
  readonly ticket: TicketRef | null;
  readonly requestedSeconds: number | null;
  /** The number that called the help desk, as the telephone system showed it. It can be forged, so it only adds to risk (rule 7). */
  readonly caller: Pseudonym | null;
  /** The requester's network; never an agent's. */
  readonly network: Pseudonym | null;
}

/** Commands by people on a recovery. */
export type PeopleCommand =
  | ({
      readonly type: 'RecordProof';
      readonly method: MethodName;
      readonly outcome: Outcome;
      readonly reference: string | null;
      /** The evidence that the verifier looked at; empty for other methods. */
      readonly seen: readonly EvidenceKind[];
      /** The checks that the verifier made; absent for none. */
      readonly checked?: readonly CheckName[] | undefined;
      /** The two words of the page that the requester has open; absent without one. */
      readonly page?: string | undefined;
    } & Signable)
  /** `for`: the person whose right to approve was lent to the actor; absent: their own. */
  | ({ readonly type: 'CountersignPlan'; readonly digest: string; readonly for?: PersonId | undefined } & Signable)
  | ({ readonly type: 'RejectPlan'; readonly reason: string; readonly for?: PersonId | undefined } & Signable)
  | { readonly type: 'ReviseRequest'; readonly requestedSeconds: number; readonly reason: string }
  /** The warrant is for people who are not signed in; it has been verified, and `decide` looks up what it names. */
  | {
      readonly type: 'StopRecovery';
      readonly reason: string;
      readonly cause: StopCause;
      readonly warrant?: StopWarrant;
    }
  | { readonly type: 'ClaimGrant' }
  /** Whoever confirmed a proof names the requester's page again, by its two words, so that the credential can be taken there. */
  | { readonly type: 'BindProof'; readonly method: MethodName; readonly page: string }
  | ({ readonly type: 'ReviewRecovery'; readonly finding: ReviewFinding; readonly note: string } & Signable)
  /** Makes the plan again as an emergency plan, under an incident that is declared (rule 19). */
  | { readonly type: 'BreakGlass'; readonly incident: string; readonly reason: string }
  | HelpCommand
  | SubjectCommand
  | WorkCommand;

/** Challenges and answers. The id of the issuing command is the challenge's id. */
export type ProofingCommand =
  /** The words that the requester heard from whoever helps them, as they were typed on the page. */
  | { readonly type: 'HearWords'; readonly heard: string }
  | {
      readonly type: 'IssueChallenge';
      readonly method: MethodName;
      /** The registered contact, or recovery contact, that receives the code; null for methods that send nothing. */
      readonly contact: string | null;
      /** For a call-back: the registered contact that the verifier calls. */
      readonly called?: string | null;
      /** The vendor that the requester is sent to. */
      readonly vendor?: string | null;
      /** Absent: `prove`. */
      readonly purpose?: Purpose;
      /** Hash of the code, or of the value that a passkey signs; null when the comparison value is enrolled. */
      readonly hash: string | null;
    }
  | {
      readonly type: 'AnswerChallenge';
      readonly challenge: string;
      /** The result of the comparison. The answerer is never told how close they were. */
      readonly correct: boolean;
      /** The single-use value that a correct answer consumed. */
      readonly use?: Use;
      /** For a verifier's answer: the two words of the page that the caller has open. */
      readonly page?: string | undefined;
    };

/** Enrolments by the signed-in owner. They belong to the account, not to a recovery. */
export type EnrolmentCommand =
  | { readonly type: 'EnrolAuthenticator'; readonly data: AuthenticatorData }
  | { readonly type: 'RemoveAuthenticator'; readonly authenticator: string }
  | { readonly type: 'NameRecoveryContact'; readonly person: PersonId }
  | { readonly type: 'RemoveRecoveryContact'; readonly contact: string };

interface FoundOutside {
  readonly obstacle?: string;
  readonly ticket?: TicketFinding;
  readonly lastingId?: string;
}

/** Commands of the workflow and of the timers. */
export type WorkflowCommand =
  /** `obstacle`: code of a permanent obstacle in the directory; absent when none is known. `directoryTier`: the tier that the directory gives the account now; null when it gives none. `scope`: what the account opens; absent when the directory does not say it. `ticket`: what the ticket system said; absent when there was nothing to ask. */
  | ({ readonly type: 'AssessRecovery'; readonly directoryTier: Tier | null; readonly scope?: Scope } & FoundOutside)
  | { readonly type: 'OpenGate'; readonly gate: GateName }
  /** The same facts, from reading again. Without `directoryTier` nothing begins: it was not asked. */
  | ({ readonly type: 'StartExecution'; readonly directoryTier?: Tier | null; readonly scope?: Scope } & FoundOutside)
  | {
      readonly type: 'IssueGrant';
      readonly grant: string;
      readonly reference: string;
      readonly claimable: boolean;
      readonly evidence: Json;
    }
  | { readonly type: 'FailExecution'; readonly code: string }
  | { readonly type: 'StartRevocation'; readonly trigger: RevocationTrigger }
  | { readonly type: 'ReportRevocationOverdue'; readonly code: string }
  | { readonly type: 'ConfirmRevocation'; readonly evidence: Json }
  | { readonly type: 'ExpireStage' }
  | { readonly type: 'CloseRecovery' };

export type RecoveryCommand = OpenRecovery | PeopleCommand | ProofingCommand | WorkflowCommand;

export type RegistryCommand =
  | BatchCommand
  | { readonly type: 'ProposeProfile'; readonly profile: AccountProfile }
  | { readonly type: 'ProposePerson'; readonly person: Person }
  | { readonly type: 'ProposePolicy'; readonly adoption: Adoption }
  | { readonly type: 'ProposeLift'; readonly lift: Lift }
  | { readonly type: 'ProposeVoiding'; readonly voiding: Voiding }
  | { readonly type: 'ProposeSigningKey'; readonly signingKey: SigningKey }
  /** `seen`: digest of what the confirmer was shown: the look-alikes of a record, absent without any, or the difference of a policy. */
  | ({ readonly type: 'ConfirmProposal'; readonly digest: string; readonly seen?: string | undefined } & Signable)
  /** On a stream that forged commits stopped, after they are voided: the stream continues from its last good commit. */
  | { readonly type: 'ResumeStream' };

/** Commands that begin a registry or claim an identity. Each comes before the record that relies on it. */
export type FoundingCommand =
  | { readonly type: 'BootstrapRegistry'; readonly administrators: Administrators }
  | { readonly type: 'AdmitAdministrator'; readonly person: Person }
  | { readonly type: 'ClaimIdentity'; readonly identity: string; readonly holder: string };

export type IntakeCommand =
  | { readonly type: 'RefuseIntake'; readonly code: string; readonly facts: Json }
  | { readonly type: 'HoldTicket'; readonly ticket: TicketRef; readonly cause: string; readonly facts: Json }
  | ({ readonly type: 'CloseAsFraud' } & FraudClose);

/** People on duty order that the effects of commits are repeated. Changes no recovery. */
export interface OrderRedelivery {
  readonly type: 'OrderRedelivery';
  readonly of: RedeliveryOf;
}

export type Command =
  | RecoveryCommand
  | RegistryCommand
  | FoundingCommand
  | EnrolmentCommand
  | IntakeCommand
  | ReportSignal
  | EndWatched
  | ReceiptCommand
  | TallyReceipts
  | PopulationCommand
  | OrderRedelivery
  | RaiseSuspicion
  | CallCommand
  | ReportFalseCall
  | ThreatCommand
  | IncidentCommand
  | DelegationCommand;

/** A command with everything that determines its result and its place in the ledger. */
export interface Envelope<C extends Command = Command> {
  /** 1 to 64 characters. The same id on the same stream is the same command, whatever its content. See `markedId`. */
  readonly id: string;
  /** The stream: an account, `person:…` or `source:…`. */
  readonly stream: string;
  readonly recovery: RecoveryId | null;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly command: C;
}

/** The origin of a command (rule 17). */
export interface Origin {
  /** The function that received it. */
  readonly via: string;
  readonly channel: string;
  readonly desk: string | null;
  readonly ticket: TicketRef | null;
}
