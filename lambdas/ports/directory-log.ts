import type { ConnectorName } from '../contract/connectors.ts';
import type { DirectoryChange } from '../core/recovery/state/receipts.ts';

/** Changes of a directory, oldest first, and the place in its log behind them. */
export interface LogPage {
  readonly changes: readonly DirectoryChange[];
  readonly place: string;
  /** The log showed nothing more when it was read. */
  readonly isEnd: boolean;
}

/** The log of a directory that has to be asked. Reading changes nothing. */
export interface DirectoryLog {
  readonly connector: ConnectorName;
  /**
   * The changes behind a place. Null, for the first look: none, and the place where the log ends now. A change may come again, under the same
   * `entry`, and never stays out. Throws `AdapterError`.
   */
  since(place: string | null): Promise<LogPage>;
}

/** How far each log has been reconciled with the ledger. */
export interface LogPlaces {
  /** Null before the first look. Strongly consistent. */
  load(log: string): Promise<string | null>;
  /** Moves on, if the place is still where it was; answers whether it did. Durable when it returns. */
  move(log: string, from: string | null, to: string): Promise<boolean>;
}
