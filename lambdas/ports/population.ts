import type { ConnectorName } from '../contract/connectors.ts';
import type { RowRecord } from '../core/registry/batch.ts';
import type { ContactKind } from '../core/registry/contact.ts';
import type { FeedRow } from '../core/registry/population.ts';
import type { Instant } from '../core/values/instant.ts';

/** The people of a directory, and the place behind what was read. */
export interface PeopleRead {
  readonly rows: readonly FeedRow[];
  readonly place: string;
  /** Everybody was read, where only whoever changed was asked for: a file comes whole or not at all. */
  readonly isWhole?: true;
}

/** A directory of record. Reading changes nothing there. Every method throws `AdapterError`. */
export interface PopulationSource {
  readonly connector: ConnectorName;
  /** Present where its rows name accounts, because it knows no id of the directory. */
  readonly knownBy?: 'account';
  /** The kinds of contacts that it gives. */
  readonly kinds: readonly ContactKind[];
  /** Everybody. Throws rather than leave out somebody whom the service account is not shown. */
  whole(): Promise<PeopleRead>;
  /**
   * Whoever may have changed behind a place, in one or several rows; never fewer. Null where that cannot be said, such as after a restore: then
   * everybody is read. Whoever was deleted shows in a whole look only.
   */
  since(place: string): Promise<PeopleRead | null>;
}

/** How far a directory of record was looked at. */
export interface PopulationPlace {
  readonly place: string;
  /** When the last look began. */
  readonly lookedAt: Instant;
  /** When everybody was last read. */
  readonly wholeAt: Instant;
  /** The directory's ids of everybody who was there then. */
  readonly people: readonly string[];
}

/** Where looks at directories of record have come to, and the records that they propose. */
export interface PopulationPlaces {
  /** Null before the first look. Strongly consistent. */
  load(source: string): Promise<PopulationPlace | null>;
  /** Moves on, if the place is still where it was; answers whether it did. One conditional write decides. Durable when it returns. */
  move(source: string, from: PopulationPlace | null, to: PopulationPlace): Promise<boolean>;
  /** Keeps proposed records for thirty days, by the digest of all. They prove nothing. Idempotent; durable when it returns. */
  keep(source: string, digest: string, rows: readonly RowRecord[]): Promise<void>;
  /** The kept records in their order; empty where there are none any more. Strongly consistent. */
  kept(source: string, digest: string): Promise<readonly RowRecord[]>;
}
