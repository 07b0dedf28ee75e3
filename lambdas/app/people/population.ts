import { CONNECTOR_NAMES } from '../../contract/connectors.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { type PopulationReport, populationStream } from '../../core/recovery/state/population.ts';
import type { RowRecord } from '../../core/registry/batch.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { PopulationPlaces } from '../../ports/population.ts';
import { load, loadAll } from '../ledger/load.ts';
import { assertRole } from './reading.ts';

export interface FindingsServices {
  readonly ledger: Ledger;
  readonly population: Pick<PopulationPlaces, 'kept'>;
}

/** What the last whole look at each directory of record found. For administrators, people on duty and auditors. Throws `role-missing`. */
export async function populationFindings(
  { ledger }: Pick<FindingsServices, 'ledger'>,
  actor: PersonActor,
): Promise<{ readonly sources: readonly PopulationReport[] }> {
  assertRole(actor, 'admin', 'on-duty', 'auditor');
  const states = await loadAll(ledger, CONNECTOR_NAMES.map(populationStream));
  return { sources: states.flatMap(({ population }) => population ?? []) };
}

/**
 * Some of the records that a directory of record proposes, from this number on; the first one is 1. For administrators: contacts are whole. Empty
 * where nothing is proposed, or what was is no longer kept. Throws `role-missing`.
 */
export async function proposedRecords(
  { ledger, population }: FindingsServices,
  actor: PersonActor,
  { source, from, limit }: { readonly source: string; readonly from: number; readonly limit: number },
): Promise<{ readonly records: readonly RowRecord[]; readonly total: number }> {
  assertRole(actor, 'admin');
  const name = CONNECTOR_NAMES.find((one) => one === source);
  const report = name === undefined ? null : (await load(ledger, populationStream(name))).population;
  if (name === undefined || report === null || report.proposed === null) return { records: [], total: 0 };
  const rows = await population.kept(name, report.proposed);
  return { records: rows.slice(from - 1, from - 1 + limit), total: rows.length };
}
