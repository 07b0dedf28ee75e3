import type { SeenReceipt, Tally } from '../core/recovery/state/tally.ts';
import type { Page } from './workspace.ts';

/** The tally of a month, with its place on the stream of the tallies. */
export interface ShownTally extends Tally {
  readonly seq: number;
  /** When it was made. */
  readonly at: string;
}

/**
 * The changes that the logs of directories showed, by the month in which the ledger recorded them. A read model: it can be rebuilt from the
 * ledger, is eventually consistent, and written by the relay only.
 */
export interface ReceiptViews {
  /** Keeps a receipt for 400 days. Idempotent by stream and number. */
  note(receipt: SeenReceipt): Promise<void>;
  /** Newest first. An `after` that is no `next` of the same month throws `AdapterError` `cursor-malformed`, not retryable. */
  of(month: string, page: { readonly limit: number; readonly after?: string }): Promise<Page<SeenReceipt>>;
  /** Keeps the tally of a month, unless a later one of it is kept. Idempotent. */
  noteTally(tally: ShownTally): Promise<void>;
  /** Undefined for a month without one. */
  tally(month: string): Promise<ShownTally | undefined>;
}
