import type { Countersignature } from '../../approvals/countersignature.ts';
import type { Authenticator, RecoveryContact } from '../../proofing/authenticator.ts';
import type { Challenge } from '../../proofing/challenge.ts';
import type { MethodName } from '../../proofing/methods.ts';
import type { Proof } from '../../proofing/proof.ts';
import { type AccountProfile, type Action, isContainment, type Tier } from '../../registry/account.ts';
import type { PolicyVersion } from '../../registry/adoption.ts';
import type { Batch, BatchProgress } from '../../registry/batch.ts';
import type { Administrators } from '../../registry/bootstrap.ts';
import type { CountedChanges } from '../../registry/counting.ts';
import type { Delegation } from '../../registry/delegation.ts';
import type { Claim } from '../../registry/identity.ts';
import type { Person, PersonId } from '../../registry/person.ts';
import type { AdoptedKey, SigningKey } from '../../registry/signing-key.ts';
import type { CommitRange, ConfirmedVoiding, Voiding } from '../../registry/voiding.ts';
import type { Pseudonym, PushedSignal, Threat, Touch } from '../../risk/facts.ts';
import type { Instant } from '../../values/instant.ts';
import type { Left, Watch } from './aftermath.ts';
import type { SubjectSaid } from './answer.ts';
import { type Calls, NO_CALLS } from './calls.ts';
import type { Breaking, Emergency } from './emergency.ts';
import type { GivenPage } from './given.ts';
import type { Grant } from './grant.ts';
import type { Help } from './help.ts';
import type { Plan } from './plan.ts';
import type { PopulationReport } from './population.ts';
import { NO_RECEIPTS, type Receipts } from './receipts.ts';
import type { Sample } from './sample.ts';
import type { Work } from './work.ts';

export type RecoveryId = string;

/** The statuses of a live recovery. */
export const STATUSES = [
  'opened',
  'proofing',
  'approving',
  'approved',
  'executing',
  'granted',
  'revoking',
  'revocation-overdue',
  'revoked',
  'reviewing',
] as const;
export type Status = (typeof STATUSES)[number];

/** The ends of a recovery. */
export const ENDS = ['denied', 'refused', 'rejected', 'expired', 'stopped', 'closed'] as const;
export type End = (typeof ENDS)[number];

export interface TicketRef {
  readonly source: string;
  readonly id: string;
  /** The system's own id, which a ticket keeps when people move it and its other one changes; absent where none is known. */
  readonly lastingId?: string;
}

export interface Recovery {
  readonly id: RecoveryId;
  readonly action: Action;
  readonly status: Status;
  readonly openedAt: Instant;
  /** When the current stage (proofing, approving, reviewing) began: its window counts from here. */
  readonly stageAt: Instant;
  /** When it was recorded that half of the current stage's window is over; null before. */
  readonly halfAt: Instant | null;
  readonly requester: PersonId;
  /** The owner of a personal account; null for other accounts. */
  readonly subject: PersonId | null;
  readonly agent: PersonId | null;
  readonly channel: string;
  readonly desk: string | null;
  /** The reason given by the requester or the ticket. Untrusted. */
  readonly reason: string;
  readonly ticket: TicketRef | null;
  /** Seconds that the requester asks for; the plan never grants more. */
  readonly requestedSeconds: number | null;
  /** Pseudonyms of the number that called and of the requester's network; null when unknown. */
  readonly caller: Pseudonym | null;
  readonly network: Pseudonym | null;
  readonly plan: Plan | null;
  readonly proofs: readonly Proof[];
  readonly challenges: readonly Challenge[];
  /** Pages that have heard the words of the help desk, by the hashes of their cookies. */
  readonly pages: readonly string[];
  /** Proofs whose page was named again, each with that page. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly help: Help;
  readonly countersignatures: readonly Countersignature[];
  readonly executeNotBefore: Instant | null;
  readonly grant: Grant | null;
  /** Stopped, or failed, while a grant may exist: it is revoked at once. */
  readonly stopped: boolean;
  /** Why its execution failed; null where it did not. How far it came, nobody knows before a read-back. */
  readonly failure: string | null;
  readonly emergency: Emergency | null;
  /** What was drawn when a verifier proved it and it was executed; null before, and where none did. */
  readonly sample: Sample | null;
  /** What the subject says of it once it was executed; null for nothing. */
  readonly subjectSaid: SubjectSaid | null;
  readonly reviewer: PersonId | null;
  /** What people did by hand, by stage; absent before the first report. */
  readonly work?: readonly Work[];
}

export interface EndedRecovery {
  readonly id: RecoveryId;
  readonly action: Action;
  readonly end: End;
  readonly openedAt: Instant;
  readonly at: Instant;
}

/** A record under dual control: the one in force, with the number of the commit that confirmed it, and a proposed one. */
export interface Governed<Value> {
  readonly current: Value | null;
  readonly proposal: {
    readonly value: Value;
    readonly by: PersonId;
    readonly digest: string;
    readonly at: Instant;
  } | null;
  /** Absent without a record. */
  readonly confirmedIn?: number;
}

/** The fold over one stream of the ledger. Each kind of stream uses some members; the others stay empty. */
export interface StreamState {
  /** The last commands, oldest page first, so that none is committed twice. */
  readonly given: readonly GivenPage[];
  readonly profile: Governed<AccountProfile>;
  readonly person: Governed<Person>;
  readonly policy: Governed<PolicyVersion>;
  /** On the registry's own stream: the first two administrators. */
  readonly bootstrap: Administrators | null;
  /** On a stream of voidings: what one administrator has proposed to void, and what two have voided. */
  readonly voiding: Governed<Voiding>;
  readonly voidings: readonly ConfirmedVoiding[];
  /** On the stream of signing keys: the proposed one, and those that two administrators have adopted, in order. */
  readonly signingKey: Governed<SigningKey>;
  readonly signingKeys: readonly AdoptedKey[];
  /** Commits of this stream that were voided, and count for nothing. */
  readonly skipped: readonly CommitRange[];
  /** On the stream of a batch of records: the one that two administrators agreed on, and how far its rows are applied. */
  readonly batch: Governed<Batch> & { readonly progress: BatchProgress | null };
  /** On the stream of a directory of record: what the last look at it found, null before one; and what it changed alone within a day, oldest first. */
  readonly population: PopulationReport | null;
  readonly counted: readonly CountedChanges[];
  /** On the stream of an identity: the last claim. */
  readonly claim: Claim | null;
  /** On the stream of an account: the directory identities that it has governed, each with the highest tier that it had. */
  readonly governed: Readonly<Record<string, Tier>>;
  /** When a relied-on member of the record, or the manager, last changed: recoveries that rely on it wait from then on. Null if never. */
  readonly changedAt: Instant | null;
  readonly managerChangedAt: Instant | null;
  /** When the record in force was confirmed; null without one. */
  readonly recordedAt: Instant | null;
  readonly recoveries: Readonly<Record<RecoveryId, Recovery>>;
  /** The most recent ends, newest last. */
  readonly ended: readonly EndedRecovery[];
  /** Recent touches of the account, newest last, for the risk. */
  readonly history: readonly Touch[];
  /** The directory's state after the last confirmed revocation; null for none. */
  readonly left: Left | null;
  /** Others' reports about the account; on the stream of the policy, about everybody. */
  readonly reported: readonly PushedSignal[];
  /** The watch period after the last grant of a sensitive account; null without one (rule 16). */
  readonly watch: Watch | null;
  /** When recoveries worked in the directory: what its log shows besides is ungoverned. */
  readonly receipts: Receipts;
  /** After too many failed or repudiated proofs, blocks all recoveries of this account until two administrators lift it. */
  readonly freeze: Freeze | null;
  readonly lift: Governed<Lift>;
  /** Threat levels that people on duty raised: for the account; on the stream of the policy, for everybody or a desk. */
  readonly threats: readonly Threat[];
  readonly breakGlass: Breaking;
  /** On the stream of calls: those that the help desk makes. */
  readonly calls: Calls;
  /** On the stream of a person: to whom they have lent their right to approve. */
  readonly delegations: readonly Delegation[];
  /** Authenticators that the owner enrolled for later proofs. */
  readonly authenticators: readonly Authenticator[];
  readonly recoveryContacts: readonly RecoveryContact[];
  /** Wrong answers in a row by each method, over all recoveries: a fresh code does not reset them (SP 800-63B-4 section 3.1.3.2). */
  readonly failures: Readonly<Partial<Record<MethodName, number>>>;
}

export interface Freeze {
  readonly at: Instant;
  readonly cause: string;
}

/** The reason for ending a freeze. */
export interface Lift {
  readonly reason: string;
}

/** Raised when the meaning of a stored state changes; a state of another version is folded again from the events. */
export const STATE_VERSION = 41;

export const INITIAL: StreamState = {
  given: [],
  profile: { current: null, proposal: null },
  person: { current: null, proposal: null },
  policy: { current: null, proposal: null },
  bootstrap: null,
  voiding: { current: null, proposal: null },
  voidings: [],
  signingKey: { current: null, proposal: null },
  signingKeys: [],
  skipped: [],
  batch: { current: null, proposal: null, progress: null },
  population: null,
  counted: [],
  claim: null,
  governed: {},
  ...{ changedAt: null, managerChangedAt: null, recordedAt: null },
  recoveries: {},
  ended: [],
  history: [],
  left: null,
  ...{ reported: [], watch: null },
  receipts: NO_RECEIPTS,
  freeze: null,
  lift: { current: null, proposal: null },
  threats: [],
  breakGlass: { incidents: [], uses: [] },
  calls: NO_CALLS,
  delegations: [],
  authenticators: [],
  recoveryContacts: [],
  failures: {},
};

/** Most ended recoveries that a state remembers; older ones remain in the ledger. */
export const REMEMBERED = 32;

/** A live recovery; undefined for any other id, also for a name that every object inherits. */
export const findRecovery = ({ recoveries }: StreamState, id: RecoveryId): Recovery | undefined =>
  Object.hasOwn(recoveries, id) ? recoveries[id] : undefined;

/** The status of a recovery in this stream, or its end. */
export function statusIn(state: StreamState, id: RecoveryId): string {
  return findRecovery(state, id)?.status ?? state.ended.find((ended) => ended.id === id)?.end ?? 'closed';
}

/** Whether a freeze blocks this action. Taking access away is never frozen (rule 10). */
export const isHeldUp = ({ freeze }: Pick<StreamState, 'freeze'>, action: Action): boolean =>
  freeze !== null && !isContainment(action);
