import { DynamoDbMembers } from '../adapters/dynamodb/members.ts';
import { DynamoDbPeople } from '../adapters/dynamodb/people.ts';
import { DynamoDbPopulationPlaces } from '../adapters/dynamodb/population-places.ts';
import type { PopulationServices } from '../app/population/sync.ts';
import type { LdapName, PopulationSettings } from '../contract/connectors.ts';
import { ENV } from '../contract/environment.ts';
import type { PopulationSource } from '../ports/population.ts';
import { dynamo } from './clients/clients.ts';
import { environment, later, once } from './clients/environment.ts';
import { submitServices } from './ledger.ts';

const SETTINGS = { 'active-directory': ENV.activeDirectory, openldap: ENV.openldap } as const satisfies Record<
  LdapName,
  string
>;

function sourceOf(connector: LdapName): PopulationSource {
  const settings = environment(SETTINGS[connector]);
  const source = async () => (await import('./ldap-population.ts')).ldapPopulation(connector, settings);
  const reads = later<Pick<PopulationSource, 'whole' | 'since'>>(source, { whole: true, since: true });
  return { connector, kinds: ['email', 'sms'], ...reads };
}

/** For the function that reads directories of record. */
export const populationServices = /* @__PURE__ */ once((): PopulationServices => {
  // INVARIANT: the stack wrote it.
  const settings = JSON.parse(environment(ENV.population)) as PopulationSettings;
  const table = environment(ENV.workspaceTable);
  return {
    ...submitServices(),
    sources: settings.from.map(sourceOf),
    places: new DynamoDbPopulationPlaces(dynamo(), table),
    members: new DynamoDbMembers(dynamo(), table),
    people: new DynamoDbPeople(dynamo(), table),
    environment: settings.environment,
  };
});
