import { DynamoDbMembers } from '../adapters/dynamodb/members.ts';
import { DynamoDbPeople } from '../adapters/dynamodb/people.ts';
import { DynamoDbPopulationPlaces } from '../adapters/dynamodb/population-places.ts';
import type { PopulationServices } from '../app/population/sync.ts';
import { ENV } from '../contract/environment.ts';
import {
  FILED,
  type FiledName,
  type PopulationFile,
  type PopulationName,
  type PopulationSettings,
} from '../contract/population.ts';
import type { PopulationSource } from '../ports/population.ts';
import { dynamo } from './clients/clients.ts';
import { environment, later, once } from './clients/environment.ts';
import { entraSettings, oktaSettings, submitServices } from './ledger.ts';

type Loads = () => Promise<PopulationSource>;

/** Each reads its settings at once and loads its adapter with the first look: a function loads only what the deployment has. */
const SOURCES: Readonly<Record<PopulationName, () => Loads>> = {
  'active-directory': () => {
    const settings = environment(ENV.activeDirectory);
    return async () => (await import('./ldap-population.ts')).ldapPopulation('active-directory', settings);
  },
  openldap: () => {
    const settings = environment(ENV.openldap);
    return async () => (await import('./ldap-population.ts')).ldapPopulation('openldap', settings);
  },
  entra: () => {
    const settings = entraSettings();
    return async () => (await import('./vendor-population.ts')).entraPopulation(settings);
  },
  okta: () => {
    const settings = oktaSettings();
    return async () => (await import('./vendor-population.ts')).oktaPopulation(settings);
  },
};

function sourceOf(connector: PopulationName): PopulationSource {
  const source = SOURCES[connector]();
  const reads = later<Pick<PopulationSource, 'whole' | 'since'>>(source, { whole: true, since: true });
  return { connector, kinds: ['email', 'sms'], ...reads };
}

/** A file is read as it is, so that only its own credential is needed. */
function fileOf(connector: FiledName, file: PopulationFile): PopulationSource {
  const source = async () => (await import('./csv-population.ts')).csvPopulation(connector, file);
  const reads = later<Pick<PopulationSource, 'whole' | 'since'>>(source, { whole: true, since: true });
  return { connector, knownBy: 'account', kinds: ['email', 'sms'], ...reads };
}

const filesOf = ({ files = {} }: PopulationSettings): readonly PopulationSource[] =>
  FILED.flatMap((name) => (files[name] === undefined ? [] : [fileOf(name, files[name])]));

/** For the function that reads directories of record. */
export const populationServices = /* @__PURE__ */ once((): PopulationServices => {
  // INVARIANT: the stack wrote it.
  const settings = JSON.parse(environment(ENV.population)) as PopulationSettings;
  const table = environment(ENV.workspaceTable);
  return {
    ...submitServices(),
    sources: [...settings.from.map(sourceOf), ...filesOf(settings)],
    places: new DynamoDbPopulationPlaces(dynamo(), table),
    members: new DynamoDbMembers(dynamo(), table),
    people: new DynamoDbPeople(dynamo(), table),
    environment: settings.environment,
  };
});
