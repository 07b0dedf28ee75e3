import type { RowRecord } from '../core/registry/batch.ts';
import type { PersonId } from '../core/registry/person.ts';
import type { Instant } from '../core/values/instant.ts';

/** Consecutive rows of a batch, as they were uploaded and looked at. */
export interface RowChunk {
  /** Index of the first one. */
  readonly from: number;
  readonly rows: readonly RowRecord[];
  /** What is registered later than this was not seen when the rows were looked at. */
  readonly at: Instant;
  /** What the rows are to the registry: new, a change, or registered as they are. */
  readonly fresh: number;
  readonly changing: number;
  readonly same: number;
  /** Indexes of rows that look like a registered record. */
  readonly apart: readonly number[];
}

/** Whose upload of which batch. */
export interface UploadedBy {
  readonly digest: string;
  readonly by: PersonId;
}

/**
 * Uploaded rows of batches, of each uploader apart: nobody changes or adds to what another one has uploaded. They prove nothing: whoever uses them
 * compares their root with the one that two administrators agreed on. Kept for thirty days after their look.
 */
export interface BatchRows {
  /** Stores a chunk, in place of an earlier one of this uploader that begins at the same row. Idempotent; durable when it returns. */
  put(of: UploadedBy, chunk: RowChunk): Promise<void>;
  /** The chunks of a batch, by their first rows; strongly consistent. Chunks may overlap where they were divided otherwise before. */
  read(of: UploadedBy): Promise<readonly RowChunk[]>;
}
