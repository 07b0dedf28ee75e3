import type { Signable } from '../../approvals/statement.ts';
import type { PersonId } from '../../registry/person.ts';
import { digestOf } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';

/*
 * A directory without an API, or with one that only reads: people do the work. An operator says with a statement what they did and where its evidence is; a second person,
 * who has looked, confirms exactly that with another. The same ends the grant.
 */

/** The connector of directories that have no API. */
export const BY_HAND = 'by-hand';

/** The connectors whose work people do: that one, and the one of directories whose API only reads. */
export const BY_PEOPLE: readonly string[] = [BY_HAND, 'identity-center'];

/** What is done by hand: what was approved; and its end. */
export const WORK_STAGES = ['perform', 'revoke'] as const;
export type WorkStage = (typeof WORK_STAGES)[number];

/** What an operator says that they did. Texts are untrusted; `reference` names the record of the evidence, and is never a secret. */
export interface SaidOfWork {
  readonly stage: WorkStage;
  readonly reference: string;
  readonly note: string;
}

/** The work of one stage, by the last report of it. */
export interface Work extends SaidOfWork {
  readonly operator: PersonId;
  readonly at: Instant;
  /** Number of the commit that keeps what the operator signed. Only the fold sets it. */
  readonly signedIn?: number;
  /** Operators of earlier reports of this stage: none of them confirms. */
  readonly earlier: readonly PersonId[];
  readonly confirmation: Confirmation | null;
}

interface Confirmation {
  readonly by: PersonId;
  /** What they looked at. */
  readonly note: string;
  readonly at: Instant;
  readonly signedIn?: number;
}

export type WorkCommand =
  | (SaidOfWork & Signable & { readonly type: 'ReportWork' })
  /** `report`: the digest of the report that is confirmed. */
  | (Signable & { readonly type: 'ConfirmWork'; readonly report: string; readonly note: string });

export type WorkEvent =
  | (SaidOfWork & Signable & { readonly type: 'WorkReported'; readonly by: PersonId })
  | (Signable & {
      readonly type: 'WorkConfirmed';
      readonly stage: WorkStage;
      readonly by: PersonId;
      readonly report: string;
      readonly note: string;
    });

/** Digest of a report: what a second person confirms. */
export const digestOfWork = ({ stage, operator, reference, note, at }: Work): string =>
  digestOf({ stage, operator, reference, note, at });
