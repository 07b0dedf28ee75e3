import type { VersionedPolicy } from '../policy/policy.ts';
import type { Action, Tier } from '../registry/account.ts';
import type { Administrators } from '../registry/bootstrap.ts';
import type { ContactKind } from '../registry/contact.ts';
import type { StandingClaim } from '../registry/identity.ts';
import type { LookAlike } from '../registry/look-alikes.ts';
import type { Person } from '../registry/person.ts';
import type { CampaignCount, PushedSignal, Threat } from '../risk/facts.ts';
import type { Json } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import type { LedgerEvent } from './events.ts';
import type { RefusalCode } from './refusals.ts';

/** What the registry's other streams say, read for a command that changes the registry. */
export interface RegistryFacts {
  /** The first two administrators; null while the registry is empty. */
  readonly bootstrap: Administrators | null;
  /** Records in force of who gives the command and of who made a proposal that it may confirm. */
  readonly people: readonly Person[];
  /** Claims that stand, of the identities that the command is about. */
  readonly claims: readonly StandingClaim[];
  /** The highest tier that any record has given to the identity that is claimed. */
  readonly inherited: Tier | null;
  /** Registered records that look like the one that is proposed, or may be confirmed. */
  readonly lookAlikes: readonly LookAlike[];
}

/** What a command that changes nothing of the registry is told. */
export const NO_REGISTRY_FACTS: RegistryFacts = {
  ...{ bootstrap: null, people: [], claims: [], inherited: null, lookAlikes: [] },
};

/** Everything a decision needs from outside: handed in, so that the same input always gives the same answer. */
export interface DecisionContext {
  readonly now: Instant;
  readonly policy: VersionedPolicy;
  /** Digest of the policy version that two administrators have adopted; null where none has been. */
  readonly adopted: string | null;
  /** A fresh identifier, for a proof that this decision may make. */
  readonly newId: string;
  /** What was reported of everybody. */
  readonly declared: readonly PushedSignal[];
  /** Threat levels for everybody, or for a desk. */
  readonly threats: readonly Threat[];
  /** Counters across accounts; null where they could not be read, which is a signal of its own. */
  readonly campaign: readonly CampaignCount[] | null;
  readonly registry: RegistryFacts;
  /** What each connector of this deployment can do; what none can do is denied before anybody is asked. */
  readonly capabilities: Readonly<Record<string, readonly Action[]>>;
  /** Kinds of contacts that messages can be brought to; empty where nothing is sent. */
  readonly ways: readonly ContactKind[];
}

/** A refusal is a value: the code, the facts, and through the code the rule that said no. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly facts: { readonly [name: string]: Json };
}

/** The events to append, or why not. No events: the command has been carried out already. */
export type Decision =
  | { readonly accepted: true; readonly events: readonly LedgerEvent[] }
  | { readonly accepted: false; readonly refusal: Refusal };

export const accept = (...events: readonly LedgerEvent[]): Decision => ({ accepted: true, events });

export const refuse = (code: RefusalCode, facts: Refusal['facts'] = {}): Extract<Decision, { accepted: false }> => ({
  accepted: false,
  refusal: { code, facts },
});
