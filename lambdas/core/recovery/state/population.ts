import type { ReliedChange } from '../../registry/changes.ts';
import type { Contact } from '../../registry/contact.ts';
import type { PopulationFinding } from '../../registry/findings.ts';
import type { PersonId } from '../../registry/person.ts';
import type { AloneChange } from '../../registry/population.ts';
import type { Stop } from '../../registry/reconciling.ts';

/** The stream on which the findings of a directory of record stand. */
export const populationStream = (source: string): string => `registry:population-${source}`;

/** Most findings that a report names, the most urgent ones. */
export const MOST_FINDINGS = 100;

/** What a look at a directory of record found. */
export interface PopulationReport {
  readonly source: string;
  readonly stop: Stop | null;
  /** At most `MOST_FINDINGS`. */
  readonly findings: readonly PopulationFinding[];
  /** How many there are. */
  readonly total: number;
  /** Digest of the records that two administrators may agree on; null for none. */
  readonly proposed: string | null;
}

/** Most marks of one event: with their names around them, a third of what an item may hold. */
export const MOST_MARKS = 10_000;

/** Given by the function that reads directories of record. */
export type PopulationCommand =
  /** Before the changes are made, so that none is made that is not counted. */
  | { readonly type: 'CountChanges'; readonly source: string; readonly marks: readonly string[] }
  | { readonly type: 'SyncProfile'; readonly source: string; readonly change: AloneChange }
  | { readonly type: 'ReportPopulation'; readonly report: PopulationReport };

export type PopulationEvent =
  /** The directory of record changed what the policy lets it change alone. No other member of a record can be here. */
  | {
      readonly type: 'ProfileSynced';
      readonly source: string;
      readonly manager?: PersonId | null;
      readonly contacts?: readonly Contact[];
      /** The relied-on changes, for which recoveries wait. */
      readonly changes: readonly ReliedChange[];
    }
  /** Accounts that were not counted within a day, and that the directory is about to change alone. */
  | { readonly type: 'ChangesCounted'; readonly source: string; readonly marks: readonly string[] }
  /** `fresh`: findings that the report before did not name. */
  | { readonly type: 'PopulationReported'; readonly report: PopulationReport; readonly fresh: number };

/** Codes and numbers, for an alert: whom a finding is about stands in the ledger. */
export function reportInWords({ report, fresh }: Extract<PopulationEvent, { type: 'PopulationReported' }>): string {
  const { source, stop, findings } = report;
  if (stop !== null) return `PopulationReported: ${source} stopped, ${stop.code}: ${stop.people} of ${stop.of}`;
  const codes = [...new Set(findings.map(({ code }) => code))];
  return `PopulationReported: ${source}, ${fresh} new: ${codes.join(', ')}`;
}
