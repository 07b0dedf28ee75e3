import { EntraPopulation } from '../adapters/connectors/entra/population.ts';
import { directoryGroupTiers } from '../adapters/connectors/group-tiers.ts';
import { OktaPopulation } from '../adapters/connectors/okta/population.ts';
import { Persistence } from '../adapters/https/persistence.ts';
import type { PopulationSource } from '../ports/population.ts';
import { type EntraSettings, graphOf } from './directories/entra.ts';
import { type OktaSettings, oktaOf } from './directories/okta.ts';

// Only the function that reads directories of record loads this file.

/** The people of a tenant. */
export const entraPopulation = (settings: EntraSettings): PopulationSource =>
  new EntraPopulation(graphOf(settings, new Persistence()), directoryGroupTiers(settings.groupTiers));

/** The people of an org. */
export const oktaPopulation = (settings: OktaSettings): PopulationSource =>
  new OktaPopulation(oktaOf(settings, new Persistence()), { groupTiers: directoryGroupTiers(settings.groupTiers) });
