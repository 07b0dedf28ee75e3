import { activeDirectoryPeople } from '../adapters/connectors/ldap/active-directory-people.ts';
import { openLdapPeople } from '../adapters/connectors/ldap/openldap-people.ts';
import { LdapPopulation } from '../adapters/connectors/ldap/population.ts';
import type { LdapName } from '../contract/connectors.ts';
import type { PopulationSource } from '../ports/population.ts';
import { ldapSettings } from './directories/ldap.ts';

// Only the function that reads directories of record loads this file.

/** The people of an LDAP directory. */
export const ldapPopulation = (name: LdapName, settings: string): PopulationSource => {
  const { server, groupTiers } = ldapSettings(settings);
  return name === 'openldap'
    ? new LdapPopulation(name, server, openLdapPeople, { groupTiers })
    : new LdapPopulation(name, server, activeDirectoryPeople, { groupTiers });
};
