import type { GivenCountersignature } from '../../approvals/countersignature.ts';
import type { GivenConfirmation, Signable } from '../../approvals/statement.ts';
import type { RuleReference } from '../../policy/policy.ts';
import type { Authenticator, RecoveryContact } from '../../proofing/authenticator.ts';
import type { Challenge, Use } from '../../proofing/challenge.ts';
import type { Proof } from '../../proofing/proof.ts';
import type { AccountProfile, Action, Tier } from '../../registry/account.ts';
import type { Adoption, AdoptionDifference } from '../../registry/adoption.ts';
import type { Administrators } from '../../registry/bootstrap.ts';
import type { ReliedChange } from '../../registry/changes.ts';
import type { Claim, ClaimReference } from '../../registry/identity.ts';
import type { LookAlike } from '../../registry/likeness.ts';
import type { FirstPasskey, Person, PersonId } from '../../registry/person.ts';
import type { SigningKey } from '../../registry/signing-key.ts';
import type { CommitRange, Voiding } from '../../registry/voiding.ts';
import type { Pseudonym } from '../../risk/facts.ts';
import type { Json } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';
import type { SubjectEvent } from './answer.ts';
import type { BatchEvent } from './batches.ts';
import type { CallEvent } from './calls.ts';
import type { DelegationEvent } from './delegations.ts';
import type { Emergency, IncidentEvent } from './emergency.ts';
import type { FraudClose } from './fraud.ts';
import type { HelpEvent } from './help.ts';
import type { FoundBeside, Plan } from './plan.ts';
import type { PopulationEvent } from './population.ts';
import type { ReceiptEvent } from './receipts.ts';
import type { RefusalCode } from './refusals.ts';
import type { Sample } from './sample.ts';
import type { Lift, TicketRef } from './state.ts';
import type { TallyEvent } from './tally.ts';
import type { RiskEvent } from './warnings.ts';
import type { WorkEvent } from './work.ts';

/** A waiting state: for proof, for approval, for work by hand, for a grant to end, for a review. */
export type GateName = 'proof' | 'approval' | 'work' | 'hold' | 'review';

/** A stage that waits for people, by the gate that ends it. */
export type StageName = Exclude<GateName, 'work' | 'hold'>;

/** The reason for ending a grant. */
export type RevocationTrigger = 'workflow' | 'schedule' | 'sweeper' | 'stop' | 'failure';

/** The reason for stopping a recovery. The last one is adverse: it sticks to the account, the caller and the network (rule 10). */
export const STOP_CAUSES = ['withdrawn', 'mistake', 'suspected-impersonation'] as const;
export type StopCause = (typeof STOP_CAUSES)[number];

/** The cause of a stop by a signal within the watch period (rule 16): no person and no page can give it. */
export const WATCH_CAUSE = 'watch-period';

/** Events of one recovery, in the order of its life. */
export type RecoveryEvent =
  | {
      readonly type: 'RecoveryOpened';
      readonly action: Action;
      readonly reason: string;
      readonly requester: PersonId;
      readonly subject: PersonId | null;
      readonly agent: PersonId | null;
      readonly channel: string;
      readonly ticket: TicketRef | null;
      readonly requestedSeconds: number | null;
      /** Absent in commits from before the counters by caller and network. */
      readonly caller?: Pseudonym | null;
      readonly network?: Pseudonym | null;
    }
  | ({ readonly type: 'RecoveryAssessed'; readonly plan: Plan } & FoundBeside)
  | { readonly type: 'RecoveryDenied'; readonly reasons: readonly string[]; readonly rules: readonly RuleReference[] }
  | { readonly type: 'GateOpened'; readonly gate: GateName }
  | ({ readonly type: 'ProofRecorded'; readonly proof: Proof } & Signable)
  | { readonly type: 'RecoveryRefused'; readonly proof: string }
  | { readonly type: 'ProofingCompleted' }
  | ({ readonly type: 'PlanCountersigned' } & GivenCountersignature)
  | { readonly type: 'ApprovalCompleted'; readonly digest: string; readonly executeNotBefore: Instant }
  /** `for`: whose right to approve it was, where somebody stood in. */
  | ({
      readonly type: 'RecoveryRejected';
      readonly by: PersonId;
      readonly for?: PersonId;
      readonly reason: string;
    } & Signable)
  | {
      readonly type: 'RequestRevised';
      readonly by: PersonId;
      readonly requestedSeconds: number;
      readonly reason: string;
    }
  /** From here on the plan is an emergency plan (rule 19). */
  | (Emergency & { readonly type: 'GlassBroken'; readonly reason: string })
  | { readonly type: 'PlanVoided'; readonly cause: string }
  | {
      readonly type: 'ExecutionStarted';
      readonly digest: string;
      readonly grant: string;
      readonly expiresAt: Instant;
      /** Whether it is reviewed because a verifier proved it; null where none did. */
      readonly sample: Sample | null;
    }
  | { readonly type: 'GrantIssued'; readonly reference: string; readonly claimable: boolean; readonly evidence: Json }
  | { readonly type: 'ExecutionFailed'; readonly code: string }
  | { readonly type: 'GrantClaimed'; readonly by: PersonId; readonly command: string }
  /** The person who confirmed this proof names the page that its requester has open. */
  | { readonly type: 'ProofBound'; readonly proof: string; readonly session: string }
  | HelpEvent
  | SubjectEvent
  | WorkEvent
  /** By a signed-in person; null for a page, which the commit names. */
  | {
      readonly type: 'RecoveryStopped';
      readonly by: PersonId | null;
      readonly reason: string;
      readonly cause: StopCause;
    }
  | {
      readonly type: 'StopRequested';
      readonly by: PersonId | null;
      readonly reason: string;
      /** A person's reason; or a vendor took back a proof, which is recorded beside it; or a signal within the watch period (rule 16). */
      readonly cause: StopCause | 'proof-taken-back' | typeof WATCH_CAUSE;
    }
  | { readonly type: 'RevocationStarted'; readonly trigger: RevocationTrigger }
  | { readonly type: 'RevocationOverdue'; readonly code: string }
  | { readonly type: 'RevocationConfirmed'; readonly evidence: Json }
  /** Half of the stage's window is over, and it still waits: whoever can do it is reminded. */
  | { readonly type: 'StageHalfPassed'; readonly stage: StageName }
  | { readonly type: 'RecoveryExpired'; readonly stage: GateName }
  | { readonly type: 'ReviewOverdue' }
  | ({
      readonly type: 'ReviewRecorded';
      readonly by: PersonId;
      readonly finding: ReviewFinding;
      readonly note: string;
    } & Signable)
  | { readonly type: 'RecoveryClosed' };

/** Challenges and their results. No event contains a code. */
export type ChallengeEvent =
  /** The help desk's words were typed on this page: people can name it from now on. */
  | { readonly type: 'WordsHeard'; readonly session: string }
  | { readonly type: 'ChallengeIssued'; readonly challenge: Omit<Challenge, 'failures' | 'answered'> }
  | { readonly type: 'ChallengeAnswered'; readonly challenge: string }
  | { readonly type: 'ChallengeFailed'; readonly challenge: string; readonly method: Challenge['method'] };

/** Enrolled and used-up authenticators and contacts. Each event owes a notice (rule 11). */
export type EnrolmentEvent =
  | { readonly type: 'AuthenticatorEnrolled'; readonly authenticator: Authenticator }
  | { readonly type: 'AuthenticatorRemoved'; readonly authenticator: string }
  | { readonly type: 'AuthenticatorUsed'; readonly use: Use }
  | { readonly type: 'RecoveryContactNamed'; readonly contact: RecoveryContact }
  | { readonly type: 'RecoveryContactRemoved'; readonly contact: string };

export type ReviewFinding = 'appropriate' | 'inappropriate';

/** The claims and the look-alikes of a proposed record, as of its proposal. */
export interface Grounds {
  /** The commits that claimed each of its identities for it. */
  readonly claims: readonly ClaimReference[];
  readonly lookAlikes: readonly LookAlike[];
}

/** Changes of who and what is governed (rule 6). */
export type RegistryEvent =
  | PopulationEvent
  | (Grounds & {
      readonly type: 'ProfileProposed';
      readonly profile: AccountProfile;
      readonly by: PersonId;
      readonly digest: string;
    })
  | (GivenConfirmation & {
      readonly type: 'ProfileConfirmed';
      /** The relied-on changes, for which recoveries wait. Empty for a first record. */
      readonly changes: readonly ReliedChange[];
    })
  /** The directory gives the account a higher tier than its record: the higher one counts from now on, until a record is confirmed. */
  | { readonly type: 'TierRaised'; readonly from: Tier; readonly to: Tier }
  | (Grounds & {
      readonly type: 'PersonProposed';
      readonly person: Person;
      readonly by: PersonId;
      readonly digest: string;
    })
  | (GivenConfirmation & { readonly type: 'PersonConfirmed' })
  | (FirstPasskey & { readonly type: 'FirstPasskeyRecorded' })
  | {
      readonly type: 'PolicyProposed';
      readonly adoption: Adoption;
      readonly by: PersonId;
      readonly digest: string;
      readonly difference: AdoptionDifference;
    }
  | (GivenConfirmation & { readonly type: 'PolicyAdopted' })
  | { readonly type: 'LiftProposed'; readonly lift: Lift; readonly by: PersonId; readonly digest: string }
  | (GivenConfirmation & { readonly type: 'FreezeLifted' })
  | { readonly type: 'VoidingProposed'; readonly voiding: Voiding; readonly by: PersonId; readonly digest: string }
  | (GivenConfirmation & { readonly type: 'VoidingConfirmed' })
  | {
      readonly type: 'SigningKeyProposed';
      readonly signingKey: SigningKey;
      readonly by: PersonId;
      readonly digest: string;
    }
  | (GivenConfirmation & { readonly type: 'SigningKeyAdopted' })
  /** The stream goes on: these commits of it are voided, and its state is that of the last good one before them. */
  | { readonly type: 'StreamResumed'; readonly by: PersonId; readonly skipped: readonly CommitRange[] };

/** The bootstrap: both administrators, and each on their own stream; and the claim of an identity, on the identity's stream. */
export type FoundingEvent =
  | { readonly type: 'RegistryBootstrapped'; readonly administrators: Administrators; readonly digest: string }
  | { readonly type: 'AdministratorAdmitted'; readonly person: Person }
  | { readonly type: 'IdentityClaimed'; readonly claim: Claim };

/** A delivery that could not become a recovery. */
export type IntakeEvent =
  | { readonly type: 'IntakeRefused'; readonly code: string; readonly facts: Json }
  | { readonly type: 'TicketHeld'; readonly ticket: TicketRef; readonly cause: string; readonly facts: Json }
  | ({ readonly type: 'TicketClosedAsFraud' } & FraudClose);

/** The commits to work again: one, those of a time range with both ends included, or those of dead letters. */
export type RedeliveryOf =
  | { readonly stream: string; readonly seq: number }
  | { readonly since: Instant; readonly until: Instant }
  | 'dead-letters';

/** People on duty ordered that the effects of commits are repeated. */
export type RedeliveryOrdered = { readonly type: 'RedeliveryOrdered'; readonly of: RedeliveryOf };

/** A refusal, recorded like every other result (rule 17). */
export type CommandRefused = { readonly type: 'CommandRefused'; readonly code: RefusalCode; readonly facts: Json };

export type LedgerEvent =
  | RecoveryEvent
  | ChallengeEvent
  | EnrolmentEvent
  | RegistryEvent
  | FoundingEvent
  | BatchEvent
  | RiskEvent
  | ReceiptEvent
  | TallyEvent
  | CallEvent
  | IncidentEvent
  | DelegationEvent
  | IntakeEvent
  | RedeliveryOrdered
  | CommandRefused;
export type EventType = LedgerEvent['type'];
