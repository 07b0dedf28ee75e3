import { directoryGroupTiers } from '../../adapters/connectors/group-tiers.ts';
import { activeDirectory } from '../../adapters/connectors/ldap/active-directory.ts';
import { LdapConnector } from '../../adapters/connectors/ldap/connector.ts';
import type { Dialect } from '../../adapters/connectors/ldap/dialect.ts';
import { LdapDirectory } from '../../adapters/connectors/ldap/directory.ts';
import { LdapHealth } from '../../adapters/connectors/ldap/health.ts';
import { openLdap } from '../../adapters/connectors/ldap/openldap.ts';
import type { LdapServer } from '../../adapters/connectors/ldap/session.ts';
import { readServiceAccount } from '../../adapters/secrets-manager/service-account.ts';
import type { LdapName, LdapSettings } from '../../contract/connectors.ts';
import type { Connector, Directory, DirectoryHealth } from '../../ports/connector.ts';
import { secretsManager } from '../clients/secrets-manager.ts';

// Calls LDAP directories. `workflow.ts`, `registry.ts` and `doctor.ts` load this file with the first use.

const DIALECT: Readonly<Record<LdapName, Dialect>> = { 'active-directory': activeDirectory, openldap: openLdap };

export const ldapConnector = (name: LdapName, settings: string): Connector => {
  const { server, groupTiers } = ldapSettings(settings);
  return new LdapConnector(name, server, DIALECT[name], groupTiers);
};

/** To read alone. */
export const ldapDirectory = (name: LdapName, settings: string): Directory => {
  const { server, groupTiers } = ldapSettings(settings);
  return new LdapDirectory(server, DIALECT[name], groupTiers);
};

export const ldapHealth = (name: LdapName, settings: string): DirectoryHealth =>
  new LdapHealth(name, ldapSettings(settings).server);

/** The server of these settings, and the tiers of its groups. */
export function ldapSettings(settings: string) {
  // INVARIANT: the stack wrote it.
  const { urls, base, secret, groupTiers } = JSON.parse(settings) as LdapSettings;
  const server: LdapServer = { place: { urls, base }, credential: () => readServiceAccount(secretsManager(), secret) };
  return { server, groupTiers: directoryGroupTiers(groupTiers) };
}
