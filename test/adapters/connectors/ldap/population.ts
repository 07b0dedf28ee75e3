import { randomUUID } from 'node:crypto';
import { parseGroupTiers } from '../../../../lambdas/adapters/connectors/group-tiers.ts';
import { activeDirectoryPeople } from '../../../../lambdas/adapters/connectors/ldap/active-directory-people.ts';
import { openLdapPeople } from '../../../../lambdas/adapters/connectors/ldap/openldap-people.ts';
import { LdapPopulation } from '../../../../lambdas/adapters/connectors/ldap/population.ts';
import type { LdapName } from '../../../../lambdas/contract/connectors.ts';
import { type DirectoryServer, GROUP_TIERS, serverAs } from '../../../../local/ldap/server.ts';
import { PASSWORD } from '../../../contracts/endpoints/ldap.ts';
import { populationSourceContract } from '../../../contracts/population-source.ts';

const STRANGE = {
  'active-directory': '{"controller":"another-one","highest":1}',
  openldap: '{"at":"2068-01-01T00:00:00.000Z"}',
} as const satisfies Record<LdapName, string>;

/** The people of a real server, read with the account that may only read. */
export function populationOf(name: LdapName, serverNow: () => DirectoryServer): void {
  populationSourceContract(name, async () => {
    const server = serverNow();
    const { admin } = server;
    const [at, groupTiers] = [serverAs(server, server.reader), parseGroupTiers(GROUP_TIERS)];
    return {
      source:
        name === 'openldap'
          ? new LdapPopulation(name, at, openLdapPeople, { groupTiers })
          : new LdapPopulation(name, at, activeDirectoryPeople, { groupTiers }),
      add: async () => {
        const who = `p${randomUUID().slice(0, 12)}`;
        await admin.addPerson(who, PASSWORD);
        return who;
      },
      ...{ describe: admin.describe, rename: admin.rename, disable: admin.disable, remove: admin.remove },
      ...{ rank: admin.rank, administrators: 'privileged' as const, strangePlace: STRANGE[name] },
      // `slapd` tells whole seconds.
      tick: () => new Promise((resolve) => setTimeout(resolve, 1_100)),
    };
  });
}
