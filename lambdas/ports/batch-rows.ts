import type { RowRecord } from '../core/registry/batch.ts';
import type { Instant } from '../core/values/instant.ts';

/** Consecutive rows of a batch, as they were uploaded and looked at. */
export interface RowChunk {
  /** Index of the first one. */
  readonly from: number;
  readonly rows: readonly RowRecord[];
  /** What the rows are to the registry: new, a change, or registered as they are. */
  readonly fresh: number;
  readonly changing: number;
  readonly same: number;
  /** Indexes of rows that look like a registered record. */
  readonly apart: readonly number[];
}

/**
 * Uploaded rows of batches. They prove nothing: whoever uses them compares their root with the one that two administrators agreed on. Kept for
 * thirty days after they were put last.
 */
export interface BatchRows {
  /** Stores a chunk, in place of an earlier one that begins at the same row. Idempotent; durable when it returns. */
  put(digest: string, chunk: RowChunk, at: Instant): Promise<void>;
  /** The chunks of a batch, by their first rows; strongly consistent. Chunks may overlap where they were divided otherwise before. */
  read(digest: string): Promise<readonly RowChunk[]>;
}
