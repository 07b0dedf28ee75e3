import type { Action } from '../registry/account.ts';
import type { PersonId } from '../registry/person.ts';
import { type Instant, plusSeconds } from '../values/instant.ts';

/** What happened to an account, as far as it says something about the next request. */
export const TOUCHES = [
  'opened',
  'refused',
  'rejected',
  /** By somebody else than who opened it. */
  'stopped',
  'answer-wrong',
  'proof-failed',
  /** A page has used up its tries: whoever has the link can do that (rule 10). */
  'guesses-failed',
  /** Somebody of the staff, a machine or the owner says that the caller is not who they claim. */
  'suspected',
  'proof-repudiated',
  'granted',
  'privilege-raised',
  'contact-changed',
  'authenticator-changed',
] as const;

/** One touch of an account; the state keeps the newest, whichever ticket, channel or desk they came by. */
export interface Touch {
  readonly what: (typeof TOUCHES)[number];
  readonly at: Instant;
  readonly action: Action | null;
  readonly channel: string;
  readonly desk: string | null;
  readonly recovery: string | null;
  /** Who said it; of what is suspected and of adverse proofs only. */
  readonly by?: Witness;
}

/** Whose word an adverse touch is. Whoever is on a page is one witness, however many pages there are. */
export interface Witness {
  readonly id: PersonId | 'page' | 'vendor';
  /** A machine's word adds to risk and alerts, and freezes nothing (rule 10). */
  readonly as: 'person' | 'on-duty' | 'machine';
}

/** What others saw and pushed in, signed: about an account, or about everybody. */
export const PUSHED_SIGNALS = [
  'sim-change',
  'impossible-travel',
  'push-flood',
  'push-refused',
  'procedure-probing',
  'new-device',
  'unfamiliar-network',
  'campaign',
] as const;

export interface PushedSignal {
  readonly name: (typeof PUSHED_SIGNALS)[number];
  readonly at: Instant;
  /** From then on it says nothing any more. */
  readonly until: Instant;
}

/** A threat level that people on duty have raised, until its end or until two of them lower it. */
export interface Threat {
  readonly id: string;
  /** The desk that it is for; null for everybody, or, on the stream of an account, for that account. */
  readonly desk: string | null;
  readonly until: Instant;
  readonly reason: string;
  readonly by: PersonId;
  readonly at: Instant;
  /** Who wants it lowered; a second person lowers it. */
  readonly loweredBy: PersonId | null;
}

/**
 * Stands for what may be counted and not be kept: the number that called, the network that asked. Equal where that is equal; nobody tells
 * one from the other without the deployment's key.
 */
export type Pseudonym = `pseudonym:${string}`;

/** In the recoveries of how many accounts one agent, caller, network, desk, requester or manager has had a part lately. */
export interface CampaignCount {
  readonly by:
    | 'agent'
    | 'requester'
    | 'desk'
    | 'network'
    | 'caller'
    | 'manager'
    | 'suspected-caller'
    | 'suspected-network';
  /** Other accounts, within the last 24 hours; of what was suspected within 30 days. */
  readonly accounts: number;
}

/** Everything that the signals look at. Text is untrusted: it is searched, never believed. */
export interface RiskFacts {
  readonly now: Instant;
  readonly action: Action;
  readonly channel: string;
  readonly desk: string | null;
  readonly requester: PersonId;
  readonly agent: PersonId | null;
  readonly reason: string;
  readonly recovery: string;
  /** Touches of this account, oldest first, without those of the recovery itself but for its wrong answers. */
  readonly history: readonly Touch[];
  readonly pushed: readonly PushedSignal[];
  /** Threat levels of the account, and those for everybody. */
  readonly threats: readonly Threat[];
  /** Null when the counters could not be read: then that is a signal of its own. */
  readonly campaign: readonly CampaignCount[] | null;
  /** Whether policy calls this moment working hours. */
  readonly inHours: boolean;
}

/** One explained contribution to the score. */
export interface Signal {
  readonly name: string;
  /** Whole and positive: a signal only ever adds. */
  readonly weight: number;
  /** A sentence for the approver, without personal data. */
  readonly sentence: string;
}

/** A rule of thumb about requests: what it looks for, how much it weighs, and what it found. */
export interface Detector {
  readonly name: string;
  readonly weight: number;
  /** The sentence when it is found; undefined when it is not. */
  readonly detect: (facts: RiskFacts) => string | undefined;
}

/** Touches within the last so many seconds. Several detectors ask for the same ones: they are looked for once. */
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
