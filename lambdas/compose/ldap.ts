import { directoryGroupTiers } from '../adapters/connectors/group-tiers.ts';
import { activeDirectory } from '../adapters/connectors/ldap/active-directory.ts';
import { activeDirectoryLog } from '../adapters/connectors/ldap/active-directory-log.ts';
import { LdapConnector } from '../adapters/connectors/ldap/connector.ts';
import type { Dialect } from '../adapters/connectors/ldap/dialect.ts';
import { LdapDirectory } from '../adapters/connectors/ldap/directory.ts';
import { LdapLog } from '../adapters/connectors/ldap/log.ts';
import { openLdap } from '../adapters/connectors/ldap/openldap.ts';
import { openLdapLog } from '../adapters/connectors/ldap/openldap-log.ts';
import type { LdapServer } from '../adapters/connectors/ldap/session.ts';
import { readServiceAccount } from '../adapters/secrets-manager/service-account.ts';
import type { LdapName, LdapSettings } from '../contract/connectors.ts';
import type { Connector, Directory } from '../ports/connector.ts';
import type { DirectoryLog } from '../ports/directory-log.ts';
import { secretsManager } from './secrets-manager.ts';

// Calls LDAP directories. `workflow.ts` and `registry.ts` load this file with the first use.

const DIALECT: Readonly<Record<LdapName, Dialect>> = { 'active-directory': activeDirectory, openldap: openLdap };

export const ldapConnector = (name: LdapName, settings: string): Connector => {
  const { server, groupTiers } = read(settings);
  return new LdapConnector(name, server, DIALECT[name], groupTiers);
};

/** To read alone. */
export const ldapDirectory = (name: LdapName, settings: string): Directory => {
  const { server, groupTiers } = read(settings);
  return new LdapDirectory(server, DIALECT[name], groupTiers);
};

/** What it says was changed. */
export const ldapLog = (name: LdapName, settings: string): DirectoryLog => {
  const { server } = read(settings);
  return name === 'openldap' ? new LdapLog(name, server, openLdapLog) : new LdapLog(name, server, activeDirectoryLog);
};

function read(settings: string) {
  // INVARIANT: the stack wrote it.
  const { urls, base, secret, groupTiers } = JSON.parse(settings) as LdapSettings;
  const server: LdapServer = { place: { urls, base }, credential: () => readServiceAccount(secretsManager(), secret) };
  return { server, groupTiers: directoryGroupTiers(groupTiers) };
}
