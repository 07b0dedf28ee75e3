import type { CheckedStatement } from '../../approvals/statement.ts';
import type { VersionedPolicy } from '../../policy/policy.ts';
import type { WordsOf } from '../../proofing/words.ts';
import type { Action, Tier } from '../../registry/account.ts';
import type { PolicyReading } from '../../registry/adoption.ts';
import type { Administrators } from '../../registry/bootstrap.ts';
import type { ContactKind } from '../../registry/contact.ts';
import type { StandingClaim } from '../../registry/identity.ts';
import type { LookAlike } from '../../registry/likeness.ts';
import type { Person } from '../../registry/person.ts';
import type { Scope } from '../../registry/scope.ts';
import type { HeldKey } from '../../registry/signing-key.ts';
import type { CommitRange, ForgedCommit } from '../../registry/voiding.ts';
import type { CampaignCount, PushedSignal, Threat } from '../../risk/facts.ts';
import type { Json } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';
import type { BatchInForce, RowsReading } from './batches.ts';
import type { HeldDelegation } from './delegations.ts';
import { type GlassFacts, NO_GLASS } from './emergency.ts';
import type { LedgerEvent } from './events.ts';
import type { RefusalCode } from './refusals.ts';
import type { Freeze } from './state.ts';
import type { TicketFinding } from './ticket.ts';

/** Facts from the registry's other streams. */
export interface RegistryFacts {
  /** The first two administrators; null while the registry is empty. */
  readonly bootstrap: Administrators | null;
  /**
   * Current records: of the actor and of the proposer of what the command may confirm, for a command that changes the registry; of whoever
   * confirmed or countersigned, and of the actor, for one that moves a recovery on; of whoever answers for the account, for one that plans.
   */
  readonly people: readonly Person[];
  /**
   * Signed statements, as they were checked just now: that of the command, and those that the recovery's countersignatures have. None was
   * looked at for a command that asks nothing of them.
   */
  readonly statements: readonly CheckedStatement[];
  /** Delegations under which the recovery was countersigned, and the one of the command. */
  readonly delegations: readonly HeldDelegation[];
  /** Whether the ticket that the command comes with was closed as a fraud; only for opening a recovery. */
  readonly closedAsFraud: boolean;
  /** Standing claims of the identities in the command. */
  readonly claims: readonly StandingClaim[];
  /** The highest tier that any record gave the claimed identity. */
  readonly inherited: Tier | null;
  /** The tier that the directory gives a proposed account now; null when it gives none. */
  readonly directoryTier: Tier | null;
  /** Registered records that look like the proposed one. */
  readonly lookAlikes: readonly LookAlike[];
  /** The commits that a voiding is about, as they lie in the ledger and were verified just now. */
  readonly lying: readonly ForgedCommit[];
  /** Commits of the stream that is to go on that are forged, and voided. */
  readonly passed: readonly CommitRange[];
  /** The signing keys that the deployment holds; only for a command about one. */
  readonly held: readonly HeldKey[];
  /** What was read in the proposed policy; null for another command. */
  readonly reading: PolicyReading | null;
  /** What was read in the rows of the proposed batch, and the confirmed batch of an applied row; null for another command. */
  readonly rows: RowsReading | null;
  readonly batch: BatchInForce | null;
  /** Incidents and uses of break-glass: for a command that breaks the glass, and a countersignature in an emergency. */
  readonly glass: GlassFacts;
}

/** For a command that needs nothing of the registry's other streams. */
export const NO_REGISTRY_FACTS: RegistryFacts = {
  ...{
    bootstrap: null,
    people: [],
    statements: [],
    delegations: [],
    closedAsFraud: false,
    claims: [],
    inherited: null,
    directoryTier: null,
    lookAlikes: [],
    lying: [],
    passed: [],
    held: [],
  },
  reading: null,
  rows: null,
  batch: null,
  glass: NO_GLASS,
};

/** All outside facts of a decision, passed in: the same input always gives the same answer. */
export interface DecisionContext {
  readonly now: Instant;
  readonly policy: VersionedPolicy;
  /** Digest of the policy version that two administrators have adopted; null for none. */
  readonly adopted: string | null;
  /** A fresh identifier, for a proof that this decision may make. */
  readonly newId: string;
  /** Reports about everybody. */
  readonly declared: readonly PushedSignal[];
  /** Threat levels for everybody, or for a desk; and those of this account, which its state also has, unless somebody lowered one unsigned. */
  readonly threats: readonly Threat[];
  /** Counters across accounts; null when unreadable, which is a signal of its own. */
  readonly campaign: readonly CampaignCount[] | null;
  readonly registry: RegistryFacts;
  /** The actions of each connector of this deployment; other actions are denied before anybody is asked. */
  readonly capabilities: Readonly<Record<string, readonly Action[]>>;
  /** Kinds of contacts that can be reached; empty when nothing is sent. */
  readonly ways: readonly ContactKind[];
  /** What the ticket system said of the recovery's ticket; absent when it was not asked for this command. */
  readonly ticket?: TicketFinding | undefined;
  /** What the account opens, as its directory says; absent when it was not asked for this command. */
  readonly scope?: Scope | undefined;
  /** The words that people say to each other. Throws for a command that was not said to name any. */
  readonly wordsOf: WordsOf;
}

/** For a command that names no words. */
export const NO_WORDS: WordsOf = () => {
  throw new Error('the key of words was not read for this command');
};

/** A refusal is a value: the code, the facts, and (through the code) the rule. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly facts: { readonly [name: string]: Json };
}

/** The events to append, or a refusal. No events: the command was already carried out. */
export type Decision =
  | { readonly accepted: true; readonly events: readonly LedgerEvent[] }
  | { readonly accepted: false; readonly refusal: Refusal };

export const accept = (...events: readonly LedgerEvent[]): Decision => ({ accepted: true, events });

export const refuse = (code: RefusalCode, facts: Refusal['facts'] = {}): Extract<Decision, { accepted: false }> => ({
  accepted: false,
  refusal: { code, facts },
});

/** The refusal of whatever a freeze holds up. */
export const frozen = (freeze: Freeze | null) => refuse('account-frozen', { since: freeze?.at ?? null });
