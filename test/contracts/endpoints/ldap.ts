import { randomUUID } from 'node:crypto';
import { parseGroupTiers } from '../../../lambdas/adapters/connectors/group-tiers.ts';
import { activeDirectory } from '../../../lambdas/adapters/connectors/ldap/active-directory.ts';
import { LdapConnector } from '../../../lambdas/adapters/connectors/ldap/connector.ts';
import type { Dialect } from '../../../lambdas/adapters/connectors/ldap/dialect.ts';
import { openLdap } from '../../../lambdas/adapters/connectors/ldap/openldap.ts';
import { openClient } from '../../../lambdas/adapters/connectors/ldap/session.ts';
import type { LdapName } from '../../../lambdas/contract/connectors.ts';
import { startSamba, whyNoSamba } from '../../../local/ldap/samba.ts';
import { type DirectoryServer, GROUP_TIERS, serverAs } from '../../../local/ldap/server.ts';
import { startSlapd, whyNoSlapd } from '../../../local/ldap/slapd.ts';
import { faultyOpening } from '../../support/faulty-directory.ts';
import type { ConnectorFixture } from '../connector.ts';

/** Each LDAP directory with the real server that its connector keeps the contract against. */
export const LDAP_AT: Readonly<
  Record<
    LdapName,
    {
      readonly dialect: Dialect;
      readonly whyNot: () => string | undefined;
      readonly start: () => Promise<DirectoryServer>;
    }
  >
> = {
  'active-directory': { dialect: activeDirectory, whyNot: whyNoSamba, start: startSamba },
  openldap: { dialect: openLdap, whyNot: whyNoSlapd, start: () => startSlapd() },
};

/** A password that the policy of both servers takes. */
export const PASSWORD = 'canary-Password-1!';

/** A fresh person, who has tried three wrong passwords and is locked out. */
export async function lockedPerson({ admin, signIn }: DirectoryServer): Promise<string> {
  const name = `p${randomUUID().slice(0, 12)}`;
  await admin.addPerson(name, PASSWORD);
  for (const wrong of ['wrong-1', 'wrong-2', 'wrong-3']) await signIn(name, wrong);
  return name;
}

/** A fresh person who has not come yet: their first password must be replaced. */
export async function newPerson({ admin }: DirectoryServer): Promise<string> {
  const name = `n${randomUUID().slice(0, 12)}`;
  await admin.addPerson(name, PASSWORD);
  await admin.mustChange(name, true);
  return name;
}

export async function ldapConnectorAt(name: LdapName, server: DirectoryServer): Promise<ConnectorFixture> {
  const { admin, operator } = server;
  const { open, failAt, hasFailed } = faultyOpening(openClient);
  const connector = new LdapConnector(
    name,
    serverAs(server, operator, { open }),
    LDAP_AT[name].dialect,
    parseGroupTiers(GROUP_TIERS),
  );
  const [person, newcomer] = [await lockedPerson(server), await newPerson(server)];
  const ids = { [person]: await connector.identityOf(person), [newcomer]: await connector.identityOf(newcomer) };
  return {
    ...{ connector, failAt, hasFailed },
    request: (action) => {
      const target = action === 'issue-first-credential' ? newcomer : person;
      const directoryId = ids[target] ?? '';
      return { action, target, directoryId, grant: randomUUID(), expiresAt: '2068-01-01T00:00:00.000Z', issued: false };
    },
    unknownTarget: 'nobody',
    settle: async () => {},
    remake: async ({ target }) => {
      await admin.remove(target);
      await admin.addPerson(target, PASSWORD);
    },
    rank: ({ target }, tier) => admin.rank(target, tier),
    snapshot: ({ target }) => admin.snapshot(target),
  };
}
