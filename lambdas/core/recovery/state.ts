import type { Countersignature } from '../approvals/countersignature.ts';
import type { Authenticator, RecoveryContact } from '../proofing/authenticator.ts';
import type { Challenge } from '../proofing/challenge.ts';
import type { MethodName } from '../proofing/methods.ts';
import type { Proof } from '../proofing/proof.ts';
import type { AccountProfile, Action, Tier } from '../registry/account.ts';
import type { Adoption } from '../registry/adoption.ts';
import type { Administrators } from '../registry/bootstrap.ts';
import type { Claim } from '../registry/identity.ts';
import type { Person, PersonId } from '../registry/person.ts';
import type { Pseudonym, PushedSignal, Threat, Touch } from '../risk/facts.ts';
import type { Json } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import type { GivenPage } from './given.ts';
import type { Plan } from './plan.ts';

export type RecoveryId = string;

/** Where a recovery stands while it is under way. */
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

/** How a recovery can end. */
export const ENDS = ['denied', 'refused', 'rejected', 'expired', 'stopped', 'closed'] as const;
export type End = (typeof ENDS)[number];

export interface TicketRef {
  readonly source: string;
  readonly id: string;
}

/** What execution produced. */
export interface Grant {
  /** Names this grant to the connector; the same for every attempt, so that an attempt after a crash finds the first one. */
  readonly id: string;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
  /** What the connector calls it; null until it has been issued. */
  readonly reference: string | null;
  readonly claimable: boolean;
  /** The command that claimed it, and when. */
  readonly claim: { readonly command: string; readonly at: Instant } | null;
  /** The recovery whose newer grant took this one's place: only the newest may end the access (rule 14). */
  readonly supersededBy: RecoveryId | null;
  /** Actions of the grants whose place this one took. */
  readonly supersedes: readonly Action[];
}

export interface Recovery {
  readonly id: RecoveryId;
  readonly action: Action;
  readonly status: Status;
  readonly openedAt: Instant;
  /** When the present stage (proofing, approving, reviewing) was entered: its window counts from here. */
  readonly stageAt: Instant;
  readonly requester: PersonId;
  /** The owner of a personal account; null for non-human and shared ones. */
  readonly subject: PersonId | null;
  readonly agent: PersonId | null;
  readonly channel: string;
  readonly desk: string | null;
  /** What the requester, or the ticket, said. Untrusted. */
  readonly reason: string;
  readonly ticket: TicketRef | null;
  /** How long the requester needs it; the plan never gives longer. */
  readonly requestedSeconds: number | null;
  /** The number that called, and the network that the requester asked from; null where nobody said. */
  readonly caller: Pseudonym | null;
  readonly network: Pseudonym | null;
  readonly plan: Plan | null;
  readonly proofs: readonly Proof[];
  readonly challenges: readonly Challenge[];
  readonly countersignatures: readonly Countersignature[];
  readonly executeNotBefore: Instant | null;
  readonly grant: Grant | null;
  /** Somebody stopped it, or it failed, while a grant may exist: it is revoked at once. */
  readonly stopped: boolean;
  readonly reviewer: PersonId | null;
}

export interface EndedRecovery {
  readonly id: RecoveryId;
  readonly action: Action;
  readonly end: End;
  readonly openedAt: Instant;
  readonly at: Instant;
}

/** A record that changes under dual control: what holds now, and what one person has proposed. */
export interface Governed<Value> {
  readonly current: Value | null;
  readonly proposal: {
    readonly value: Value;
    readonly by: PersonId;
    readonly digest: string;
    readonly at: Instant;
  } | null;
}

/** The fold over one stream of the ledger. A stream has the members that its kind uses; the others stay empty. */
export interface StreamState {
  /** Which commands were given last, so that none is committed twice; oldest page first. */
  readonly given: readonly GivenPage[];
  readonly profile: Governed<AccountProfile>;
  readonly person: Governed<Person>;
  readonly policy: Governed<Adoption>;
  /** On the registry's own stream: who began it. */
  readonly bootstrap: Administrators | null;
  /** On the stream of an identity: the last claim. */
  readonly claim: Claim | null;
  /** On the stream of an account: the directory identities that it has governed, each with the highest tier that it gave them. */
  readonly governed: Readonly<Record<string, Tier>>;
  /** When what recoveries rely on was last changed in the record: they wait from then on. Null where it never was. */
  readonly changedAt: Instant | null;
  readonly recoveries: Readonly<Record<RecoveryId, Recovery>>;
  /** The most recent ends, newest last. */
  readonly ended: readonly EndedRecovery[];
  /** What has happened to the account lately, newest last: what risk is judged by. */
  readonly history: readonly Touch[];
  /** What the last confirmed revocation left in the directory; null where there was none. */
  readonly left: Left | null;
  /** What others have reported of the account, or, on the stream of the policy, of everybody. */
  readonly reported: readonly PushedSignal[];
  /** No recovery of this account goes on, after too many failed or repudiated proofs, until two administrators lift it. */
  readonly freeze: Freeze | null;
  readonly lift: Governed<Lift>;
  /** Threat levels that people on duty have raised, for the account, or, on the stream of the policy, for everybody or a desk. */
  readonly threats: readonly Threat[];
  /** What the owner enrolled to prove later that it is them. */
  readonly authenticators: readonly Authenticator[];
  readonly recoveryContacts: readonly RecoveryContact[];
  /** Wrong answers in a row by each method, over all recoveries: a fresh code does not make them fewer (SP 800-63B-4 section 3.1.3.2). */
  readonly failures: Readonly<Partial<Record<MethodName, number>>>;
}

/** A directory entry as it was read back when access was confirmed gone. */
export interface Left {
  readonly connector: string;
  readonly target: string;
  readonly evidence: Json;
}

export interface Freeze {
  readonly at: Instant;
  readonly cause: string;
}

/** Why a freeze may end. */
export interface Lift {
  readonly reason: string;
}

/** Raised when the meaning of a stored state changes; a state of another version is folded anew from the events. */
export const STATE_VERSION = 13;

export const INITIAL: StreamState = {
  given: [],
  profile: { current: null, proposal: null },
  person: { current: null, proposal: null },
  policy: { current: null, proposal: null },
  bootstrap: null,
  claim: null,
  governed: {},
  changedAt: null,
  recoveries: {},
  ended: [],
  history: [],
  left: null,
  reported: [],
  freeze: null,
  lift: { current: null, proposal: null },
  threats: [],
  authenticators: [],
  recoveryContacts: [],
  failures: {},
};

/** Ended recoveries that a state remembers; older ones are in the ledger all the same. */
export const REMEMBERED = 32;

/** Recoveries of one account that may be under way at once, whoever asks; what only waits for its review is not counted. */
export const MOST_OPEN = 8;

/** So many more that nobody else uses up: of what the owner asks for signed in, and of what only takes access away. */
export const RESERVED = { own: 2, containment: 2, others: 0 } as const;
export type Slot = keyof typeof RESERVED;

/** All that are not closed, also those that wait for a review: bounds the size of a state. */
export const MOST_LIVE = 24;

/** A recovery that is under way; undefined for every other name, also for one that all objects answer to. */
export const findRecovery = ({ recoveries }: StreamState, id: RecoveryId): Recovery | undefined =>
  Object.hasOwn(recoveries, id) ? recoveries[id] : undefined;
