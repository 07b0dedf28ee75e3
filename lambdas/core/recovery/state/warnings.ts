import type { Signable } from '../../approvals/statement.ts';
import type { PersonId } from '../../registry/person.ts';
import type { Pseudonym, PushedSignal, Threat } from '../../risk/facts.ts';
import type { Instant } from '../../values/instant.ts';

/** A report by a carrier, an identity provider or people on duty: about one account or, on the policy's stream, about everybody. */
export type ReportSignal = { readonly type: 'ReportSignal'; readonly signal: PushedSignal };

/** A watched signal ends a live grant of a sensitive account (rule 16). It follows from a report about the account. */
export type EndWatched = { readonly type: 'EndWatched'; readonly signal: PushedSignal['name'] };

/** A suspicion by staff or a machine that a caller is an impostor: for a recovery, or for the account (rule 10). It stops nothing. */
export interface RaiseSuspicion {
  readonly type: 'RaiseSuspicion';
  readonly reason: string;
}

/**
 * The owner, or a page with the words of a call, says that somebody called who was not the help desk. `call`: null where nobody of it calls.
 * `caller`: the number that called, which only the owner can name; null where they do not know it.
 */
export interface ReportFalseCall {
  readonly type: 'ReportFalseCall';
  readonly call: string | null;
  readonly caller: Pseudonym | null;
}

/** Threat levels by people on duty: on the policy's stream for everybody or one desk, on an account's stream for that account. */
export type ThreatCommand =
  | ({
      readonly type: 'RaiseThreat';
      readonly desk: string | null;
      readonly until: Instant;
      readonly reason: string;
      readonly drain: boolean;
    } & Signable)
  | ({ readonly type: 'LowerThreat'; readonly threat: string } & Signable);

/** Reports by others, and the freeze that may follow. */
export type RiskEvent =
  | { readonly type: 'SignalReported'; readonly signal: PushedSignal }
  /** A watched signal after this recovery (rule 16). */
  | { readonly type: 'WatchTripped'; readonly signal: PushedSignal['name']; readonly recovery: string }
  | { readonly type: 'SuspicionRaised'; readonly by: PersonId; readonly reason: string }
  /**
   * The owner, or for null a page, says that a caller was not the help desk. `call`: the call of an agent that they mean. `caller`: the number
   * that called; absent where nobody named it.
   */
  | {
      readonly type: 'FalseCallReported';
      readonly by: PersonId | null;
      readonly call: string | null;
      readonly caller?: Pseudonym;
    }
  | { readonly type: 'AccountFrozen'; readonly cause: string }
  | ({ readonly type: 'ThreatRaised'; readonly threat: RaisedThreat } & Signable)
  | ({ readonly type: 'ThreatLoweringAsked'; readonly threat: string; readonly by: PersonId } & Signable)
  | ({ readonly type: 'ThreatLowered'; readonly threat: string; readonly by: PersonId } & Signable);

export type ThreatEvent = Extract<
  RiskEvent,
  { readonly type: 'ThreatRaised' | 'ThreatLoweringAsked' | 'ThreatLowered' }
>;

type RaisedThreat = Omit<Threat, 'loweredBy' | 'askedIn' | 'loweredIn'>;

/** Whether nothing is granted now, because the deployment is to be taken away. */
export const isDrained = (threats: readonly Threat[], now: string): boolean =>
  liveThreats(threats, now).some(({ drain }) => drain);

/** Threat levels that have not ended, and were not lowered. */
export const liveThreats = (threats: readonly Threat[], now: string): readonly Threat[] =>
  threats.filter(({ until, loweredIn }) => now < until && loweredIn === undefined);

/** Threat levels that two people lowered before their end: whoever plans looks at what these people signed. */
export const loweredThreats = (threats: readonly Threat[], now: string): readonly Threat[] =>
  threats.filter(({ until, loweredIn }) => now < until && loweredIn !== undefined);

/** Most threat levels of a stream that were lowered before their end. */
export const MOST_LOWERED = 16;

/**
 * Whether a stream remembers as many lowered threat levels as it can: then no more are lowered before one of them has reached its end. If it forgot
 * one instead, nobody could look at what was signed for that one any more.
 */
export const isMemoryFull = ({ threats }: { readonly threats: readonly Threat[] }, now: string): boolean =>
  loweredThreats(threats, now).length >= MOST_LOWERED;
