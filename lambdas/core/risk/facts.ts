import type { Action } from '../registry/account.ts';
import type { PersonId } from '../registry/person.ts';
import { type Instant, plusSeconds } from '../values/instant.ts';

/** Events of an account that matter for the next request. */
export const TOUCHES = [
  'opened',
  'refused',
  'rejected',
  /** By somebody other than the opener. */
  'stopped',
  'answer-wrong',
  'proof-failed',
  /** A page used up its tries. Anybody with the link can cause this (rule 10). */
  'guesses-failed',
  /** Staff, a machine or the owner says that the caller is an impostor. */
  'suspected',
  'proof-repudiated',
  'granted',
  'privilege-raised',
  'contact-changed',
  'authenticator-changed',
  /** The directory's log shows a change that belongs to no recovery. */
  'changed-outside',
] as const;

/** One touch of an account, from any ticket, channel or desk; the state keeps the newest ones. */
export interface Touch {
  readonly what: (typeof TOUCHES)[number];
  readonly at: Instant;
  readonly action: Action | null;
  readonly channel: string;
  readonly desk: string | null;
  readonly recovery: string | null;
  /** The witness; only for suspicions and adverse proofs. */
  readonly by?: Witness;
}

/** The witness of an adverse touch. All pages count as one witness. */
export interface Witness {
  readonly id: PersonId | 'page' | 'vendor';
  /** A machine's word adds to risk and alerts, and freezes nothing (rule 10). */
  readonly as: 'person' | 'on-duty' | 'machine';
}

/** Signals that other systems saw and pushed, signed: about one account or about everybody. */
export const PUSHED_SIGNALS = [
  'sim-change',
  'impossible-travel',
  'push-flood',
  'push-refused',
  'procedure-probing',
  'new-device',
  'unfamiliar-network',
  'privilege-change',
  'factor-added',
  'identity-provider-added',
  'inbox-rule-added',
  'mass-reset',
  'campaign',
] as const;

export interface PushedSignal {
  readonly name: (typeof PUSHED_SIGNALS)[number];
  readonly at: Instant;
  /** From this moment on the signal has no effect. */
  readonly until: Instant;
}

/** A threat level that people on duty raised. It lasts until its end, or until two of them lower it. */
export interface Threat {
  readonly id: string;
  /** The desk that it applies to. Null: everybody, or that account when it lies in the stream of an account. */
  readonly desk: string | null;
  readonly until: Instant;
  readonly reason: string;
  readonly by: PersonId;
  readonly at: Instant;
  /** A drain: until its end nothing is granted, because the deployment is to be taken away. It is no threat, and says nothing of a risk. */
  readonly drain: boolean;
  /** Who asked to lower it; a second person lowers it. */
  readonly loweredBy: PersonId | null;
  /** Numbers of the commits that asked to lower it, and that lowered it; absent: not yet. */
  readonly askedIn?: number;
  readonly loweredIn?: number;
}

/**
 * A number that called, or a network, in a form that may be counted but not read. Equal inputs give equal pseudonyms; only the deployment's
 * key can compute them.
 */
export type Pseudonym = `pseudonym:${string}`;

/** In how many accounts' recoveries one agent, caller, network, desk, requester or manager took part recently, or how many report false calls. */
export interface CampaignCount {
  readonly by:
    | 'agent'
    | 'requester'
    | 'desk'
    | 'network'
    | 'caller'
    | 'manager'
    | 'suspected-caller'
    | 'suspected-network'
    | 'false-call'
    | 'verifier'
    | 'verifier-caller'
    | 'verifier-network'
    | 'verifier-failed';
  /** Other accounts within the last 24 hours; for suspicions and failed sightings within 30 days; for false calls, other people. */
  readonly accounts: number;
}

/** All facts that the signals read. Text is untrusted: it is searched, never believed. */
export interface RiskFacts {
  readonly now: Instant;
  readonly action: Action;
  readonly channel: string;
  readonly desk: string | null;
  readonly requester: PersonId;
  readonly agent: PersonId | null;
  readonly reason: string;
  readonly recovery: string;
  /** Touches of this account, oldest first. Of the current recovery only its wrong answers are included. */
  readonly history: readonly Touch[];
  readonly pushed: readonly PushedSignal[];
  /** Threat levels for the account and for everybody. */
  readonly threats: readonly Threat[];
  /** Null when the counters could not be read: this is a signal too. */
  readonly campaign: readonly CampaignCount[] | null;
  /** Whether policy calls this moment working hours. */
  readonly inHours: boolean;
  /** Where and when verifiers confirmed this recovery. */
  readonly sightings: {
    /** One of them belongs to other desks only than the one that was asked. */
    readonly elsewhere: boolean;
    /** One of them confirmed outside of working hours. */
    readonly outOfHours: boolean;
  };
  /** Whether the ticket system was asked about the ticket, and did not answer. */
  readonly isTicketUnread: boolean;
}

/** One explained contribution to the score. */
export interface Signal {
  readonly name: string;
  /** Whole and positive: a signal only ever adds. */
  readonly weight: number;
  /** A sentence for the approver, without personal data. */
  readonly sentence: string;
}

/** One rule about requests: its name, its weight, and its check. */
export interface Detector {
  readonly name: string;
  readonly weight: number;
  /** The sentence when it applies; otherwise undefined. */
  readonly detect: (facts: RiskFacts) => string | undefined;
}

/** Touches within the last `seconds`. Cached: several detectors use the same windows. */
export function within(facts: RiskFacts, seconds: number): RiskFacts['history'] {
  const found = windowsOf.get(facts) ?? new Map<number, RiskFacts['history']>();
  const known = found.get(seconds);
  if (known !== undefined) return known;
  const since = plusSeconds(facts.now, -seconds);
  const touches = facts.history.filter(({ at }) => at >= since);
  windowsOf.set(facts, found.set(seconds, touches));
  return touches;
}

const windowsOf = new WeakMap<RiskFacts, Map<number, RiskFacts['history']>>();

export const HOUR = 3600;
export const DAY = 24 * HOUR;
