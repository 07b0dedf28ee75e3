import type { PushedSignal } from '../risk/facts.ts';
import type { Instant } from '../values/instant.ts';

/** A report by a carrier, an identity provider or people on duty: about one account or, on the policy's stream, about everybody. */
export type ReportSignal = { readonly type: 'ReportSignal'; readonly signal: PushedSignal };

/** A watched signal ends a live grant of a sensitive account (rule 16). It follows from a report about the account. */
export type EndWatched = { readonly type: 'EndWatched'; readonly signal: PushedSignal['name'] };

/** A suspicion by staff or a machine that a caller is an impostor: for a recovery, or for the account (rule 10). It stops nothing. */
export interface RaiseSuspicion {
  readonly type: 'RaiseSuspicion';
  readonly reason: string;
}

/** Threat levels by people on duty: on the policy's stream for everybody or one desk, on an account's stream for that account. */
export type ThreatCommand =
  | {
      readonly type: 'RaiseThreat';
      readonly desk: string | null;
      readonly until: Instant;
      readonly reason: string;
      readonly drain: boolean;
    }
  | { readonly type: 'LowerThreat'; readonly threat: string };
