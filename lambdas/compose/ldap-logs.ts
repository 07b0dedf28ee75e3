import { activeDirectoryLog } from '../adapters/connectors/ldap/active-directory-log.ts';
import { LdapLog } from '../adapters/connectors/ldap/log.ts';
import { openLdapLog } from '../adapters/connectors/ldap/openldap-log.ts';
import type { LdapName } from '../contract/connectors.ts';
import type { DirectoryLog } from '../ports/directory-log.ts';
import { ldapSettings } from './directories/ldap.ts';

// Only the function that asks logs loads this file: whoever calls directories has no use for it.

/** What an LDAP directory says was changed. */
export const ldapLog = (name: LdapName, settings: string): DirectoryLog => {
  const { server } = ldapSettings(settings);
  return name === 'openldap' ? new LdapLog(name, server, openLdapLog) : new LdapLog(name, server, activeDirectoryLog);
};
