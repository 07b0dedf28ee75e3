import type { AuthenticatorData } from '../proofing/authenticator.ts';
import type { Purpose, StopWarrant, Use } from '../proofing/challenge.ts';
import type { EvidenceKind } from '../proofing/evidence.ts';
import type { MethodName } from '../proofing/methods.ts';
import type { Outcome } from '../proofing/proof.ts';
import type { AccountProfile, Action, Assurance } from '../registry/account.ts';
import type { Adoption } from '../registry/adoption.ts';
import type { Administrators } from '../registry/bootstrap.ts';
import type { Person, PersonId } from '../registry/person.ts';
import type { Pseudonym, PushedSignal } from '../risk/facts.ts';
import type { Json } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import type { GateName, RedeliveryOf, ReviewFinding, RevocationTrigger, StopCause } from './events.ts';
import type { Lift, RecoveryId, TicketRef } from './state.ts';

/** Who or what gives a command. */
export type Actor =
  | PersonActor
  | { readonly by: 'ticket-system'; readonly source: string }
  | { readonly by: 'vendor'; readonly source: string }
  /** Whoever has the requester's page open, without an account: SHA-256 of the page's cookie, in hexadecimal. */
  | { readonly by: 'visitor'; readonly session: string }
  /** A carrier, an identity provider, a monitoring system: it reports what it sees, and can do nothing else. */
  | { readonly by: 'signal-source'; readonly source: string }
  /** Whoever may invoke the bootstrap function; the cloud's own audit log says who it was. */
  | { readonly by: 'operator' }
  | { readonly by: 'workflow' | 'schedule' | 'sweeper' };

/** Somebody signed in. Roles and approver groups come from the verified token, the person from the registry. */
export interface PersonActor {
  readonly by: 'person';
  readonly person: PersonId;
  /** Identities that the same human had before registration; two of them are still one person. */
  readonly aliases: readonly PersonId[];
  readonly nature: Person['nature'];
  /** How strongly they are signed in, as the token or the deployment says. */
  readonly assurance: Assurance;
  readonly roles: readonly Role[];
  /** Approver groups, e.g. `identity` for the token group `approver:identity`. */
  readonly groups: readonly string[];
  /** Help desks that they work at, e.g. `north` for the token group `desk:north`. */
  readonly desks: readonly string[];
}

export const ROLES = ['agent', 'verifier', 'reviewer', 'custodian', 'auditor', 'on-duty', 'admin'] as const;
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
  /** The number that called the help desk, as the telephone system showed it; it can be forged, so that it only adds to risk (rule 7). */
  readonly caller: Pseudonym | null;
  /** The network that the requester asked from; never an agent's. */
  readonly network: Pseudonym | null;
}

/** What people do to a recovery. */
export type PeopleCommand =
  | {
      readonly type: 'RecordProof';
      readonly method: MethodName;
      readonly outcome: Outcome;
      readonly reference: string | null;
      /** What the verifier compared the requester with; nothing for methods that look at nobody. */
      readonly seen: readonly EvidenceKind[];
      /** The two words of the page that the requester has before them; absent where they have none. */
      readonly page?: string | undefined;
    }
  | { readonly type: 'CountersignPlan'; readonly digest: string }
  | { readonly type: 'RejectPlan'; readonly reason: string }
  | { readonly type: 'ReviseRequest'; readonly requestedSeconds: number; readonly reason: string }
  /** The warrant is for those who are not signed in, and has been verified; decide looks up what it names. */
  | {
      readonly type: 'StopRecovery';
      readonly reason: string;
      readonly cause: StopCause;
      readonly warrant?: StopWarrant;
    }
  | { readonly type: 'ClaimGrant' }
  | { readonly type: 'ReviewRecovery'; readonly finding: ReviewFinding; readonly note: string };

/** Asking somebody for a proof, and their answer. The id of the command that issues a challenge is the challenge's. */
export type ProofingCommand =
  | {
      readonly type: 'IssueChallenge';
      readonly method: MethodName;
      /** The registered contact, or recovery contact, that the code goes to; null for methods that send nothing. */
      readonly contact: string | null;
      /** For a call-back: the registered contact that the verifier calls. */
      readonly called?: string | null;
      /** The identity-verification vendor that the requester is sent to. */
      readonly vendor?: string | null;
      /** Absent: to prove. */
      readonly purpose?: Purpose;
      /** Of the code, or of what a passkey signs; null where what is compared is enrolled. */
      readonly hash: string | null;
    }
  | {
      readonly type: 'AnswerChallenge';
      readonly challenge: string;
      /** What the comparison said; who answers is never told how near they were. */
      readonly correct: boolean;
      /** What a right answer by an enrolled authenticator used up. */
      readonly use?: Use;
      /** Where a verifier answers: the two words of the page that the caller has before them. */
      readonly page?: string | undefined;
    };

/** What the owner, signed in, enrols for later. It belongs to the account, and to no recovery. */
export type EnrolmentCommand =
  | { readonly type: 'EnrolAuthenticator'; readonly data: AuthenticatorData }
  | { readonly type: 'RemoveAuthenticator'; readonly authenticator: string }
  | { readonly type: 'NameRecoveryContact'; readonly person: PersonId }
  | { readonly type: 'RemoveRecoveryContact'; readonly contact: string };

/** What the workflow does, and the timers beside it. */
export type WorkflowCommand =
  /** `obstacle`: code of what the directory is known to answer for good; absent where nothing is known to be in the way. */
  | { readonly type: 'AssessRecovery'; readonly obstacle?: string }
  | { readonly type: 'OpenGate'; readonly gate: GateName }
  | { readonly type: 'StartExecution' }
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
  | { readonly type: 'ProposeProfile'; readonly profile: AccountProfile }
  | { readonly type: 'ProposePerson'; readonly person: Person }
  | { readonly type: 'ProposePolicy'; readonly adoption: Adoption }
  | { readonly type: 'ProposeLift'; readonly lift: Lift }
  /** `seen`: digest of the look-alikes that the confirmer was shown; absent where there were none. */
  | { readonly type: 'ConfirmProposal'; readonly digest: string; readonly seen?: string | undefined };

/** What begins a registry, and what keeps an identity for one record. Each comes before the record that relies on it. */
export type FoundingCommand =
  | { readonly type: 'BootstrapRegistry'; readonly administrators: Administrators }
  | { readonly type: 'AdmitAdministrator'; readonly person: Person }
  | { readonly type: 'ClaimIdentity'; readonly identity: string; readonly holder: string };

/** What carriers, identity providers and people on duty report, about one account or, on the policy's stream, about everybody. */
export interface ReportSignal {
  readonly type: 'ReportSignal';
  readonly signal: PushedSignal;
}

/** Somebody of the staff, or a machine, says that a caller is not who they claim: of a recovery, or of the account (rule 10). It stops nothing. */
export interface RaiseSuspicion {
  readonly type: 'RaiseSuspicion';
  readonly reason: string;
}

/** What people on duty declare: on the policy's stream for everybody or for one desk, on an account's stream for that account. */
export type ThreatCommand =
  | { readonly type: 'RaiseThreat'; readonly desk: string | null; readonly until: Instant; readonly reason: string }
  | { readonly type: 'LowerThreat'; readonly threat: string };

export type IntakeCommand =
  | { readonly type: 'RefuseIntake'; readonly code: string; readonly facts: Json }
  | { readonly type: 'HoldTicket'; readonly ticket: TicketRef; readonly cause: string; readonly facts: Json };

/** What people on duty order: the effects of commits are worked again. It changes no recovery. */
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
  | OrderRedelivery
  | RaiseSuspicion
  | ThreatCommand;

/** A command with everything that decides its fate and its place in the ledger. */
export interface Envelope<C extends Command = Command> {
  /** 1 to 64 characters; the same id on the same stream is the same command, whatever it says. See `markedId`. */
  readonly id: string;
  /** The stream: an account, `person:…` or `source:…`. */
  readonly stream: string;
  readonly recovery: RecoveryId | null;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly command: C;
}

/** How a command came in (rule 17). */
export interface Origin {
  /** Which function took it. */
  readonly via: string;
  readonly channel: string;
  readonly desk: string | null;
  readonly ticket: TicketRef | null;
}
