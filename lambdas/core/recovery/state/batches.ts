import type { GivenConfirmation } from '../../approvals/statement.ts';
import type { AccountProfile } from '../../registry/account.ts';
import type { Batch, BatchContent } from '../../registry/batch.ts';
import type { Person, PersonId } from '../../registry/person.ts';
import type { Instant } from '../../values/instant.ts';
import type { RefusalCode } from './refusals.ts';

/** Many records under dual control at once: one proposal and one confirmation, on the batch's own stream. */
export type BatchCommand =
  | { readonly type: 'ProposeBatch'; readonly content: BatchContent }
  /** On the stream of the row's record, after the batch is confirmed; given by the one who confirmed it. */
  | {
      readonly type: 'ApplyRow';
      readonly record: Person | AccountProfile;
      readonly batch: string;
      readonly index: number;
      /** The neighbours from the row's leaf to the root. */
      readonly path: readonly string[];
    }
  /** On the batch's stream: what became of the next rows. */
  | { readonly type: 'ApplyRows'; readonly from: number; readonly outcomes: readonly RowOutcome[] };

/** What became of a row. */
export type RowOutcome = 'applied' | 'unchanged' | RefusalCode;

export type BatchEvent =
  | { readonly type: 'BatchProposed'; readonly batch: Batch; readonly by: PersonId; readonly digest: string }
  | (GivenConfirmation & { readonly type: 'BatchConfirmed' })
  /** The record that the same commit proposes and confirms is a row of a batch that two administrators agreed on. */
  | { readonly type: 'RowApplied'; readonly row: AppliedRow }
  | {
      readonly type: 'RowsApplied';
      readonly from: number;
      /** Index of the row after the last of these. */
      readonly next: number;
      readonly applied: number;
      readonly unchanged: number;
      readonly refused: readonly RefusedRow[];
    };

export interface RefusedRow {
  readonly index: number;
  readonly code: RefusalCode;
}

/** A row with its proof. */
export interface AppliedRow extends BatchContent {
  /** The stream of the batch, whose name is the digest of its content. */
  readonly batch: string;
  /** The commit of that stream that confirmed it. */
  readonly confirmed: number;
  /** When the batch's rows were looked at: the record in force is older. */
  readonly lookedAt: Instant;
  readonly index: number;
  readonly path: readonly string[];
  /** Whether the record replaces another. */
  readonly replaces: boolean;
}

/** What was read in the uploaded rows of a proposed batch. */
export type RowsReading =
  | { readonly problems: readonly RowProblem[] }
  | { readonly problems: null; readonly batch: Batch };

/** Why a batch cannot be proposed: of a row by its index, or of all rows. */
export interface RowProblem {
  readonly code: string;
  readonly index: number | null;
}

/** A confirmed batch, for a row that is applied. */
export interface BatchInForce extends BatchContent {
  readonly batch: string;
  readonly confirmed: number;
  readonly lookedAt: Instant;
  readonly proposedAt: Instant;
  readonly proposedBy: PersonId;
  readonly confirmedBy: PersonId;
  readonly apart: readonly number[];
}
