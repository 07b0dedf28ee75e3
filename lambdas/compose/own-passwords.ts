import { LdapOwnPasswords } from '../adapters/connectors/ldap/own-password.ts';
import { OwnPasswordSystem } from '../app/workflow/own-password.ts';
import type { LdapName, LdapPlaceSettings } from '../contract/connectors.ts';
import type { RotatingSecret } from '../ports/rotating-secret.ts';

// Calls LDAP directories. `rotation.ts` loads this file with the first credential of one of their accounts.

export const ownPasswordSystem = (
  name: LdapName,
  place: LdapPlaceSettings,
  secret: RotatingSecret,
): OwnPasswordSystem => new OwnPasswordSystem(new LdapOwnPasswords(name, place), secret);
