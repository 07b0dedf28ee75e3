import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Attribute, Change } from 'ldapts';
import { LdapDirectory } from '../../../../lambdas/adapters/connectors/ldap/directory.ts';
import { openLdap } from '../../../../lambdas/adapters/connectors/ldap/openldap.ts';
import { openClient } from '../../../../lambdas/adapters/connectors/ldap/session.ts';
import type { DirectoryServer } from '../../../../local/ldap/server.ts';
import { on, serverAs } from '../../../../local/ldap/server.ts';
import { ROOT, startSlapd, whyNoSlapd } from '../../../../local/ldap/slapd.ts';
import { PASSWORD } from '../../../contracts/endpoints/ldap.ts';

jest.setTimeout(60_000);

const why = whyNoSlapd();
const adding = (type: string, ...values: string[]): Change =>
  new Change({ operation: 'add', modification: new Attribute({ type, values }) });

describe('groups of OpenLDAP that name their members by something else than the entry', () => {
  if (why !== undefined) {
    it('are left out on this machine, and that is said', () => {
      process.stderr.write(`left out: groups of a real \`slapd\`: ${why}\n`);
      expect(why).not.toBe('');
    });
    return;
  }
  let server: DirectoryServer;
  beforeAll(async () => {
    server = await startSlapd();
    await server.admin.addPerson('jane', PASSWORD);
    await server.admin.addPerson('ken', PASSWORD);
    await on(openClient(server.url, server.ca), async (client) => {
      await client.bind(ROOT.username, ROOT.password.reveal());
      await client.modify(`uid=jane,${server.people}`, [
        adding('objectClass', 'posixAccount'),
        ...[adding('uidNumber', '7'), adding('gidNumber', '70'), adding('homeDirectory', '/home/jane')],
        adding('uid', 'jane-of-old'),
      ]);
      for (const [cn, gidNumber, memberUid] of [
        [['wheel', 'Root'], '70', 'ken'],
        [['dba'], '71', 'jane-of-old'],
        [['others'], '72', 'ken'],
      ] as const)
        await (client as unknown as Adding).add(`cn=${cn[0]},ou=groups,${server.base}`, {
          objectClass: ['posixGroup'],
          ...{ cn: [...cn], gidNumber, memberUid },
        });
    });
  });
  afterAll(() => server.stop());

  it('count by the number of the primary group, by each name of the person, and under each name of the group', async () => {
    const tierOf = (pattern: string, name = 'jane') =>
      new LdapDirectory(serverAs(server, server.reader), openLdap, [{ pattern, tier: 'critical' }]).tierOf(name);
    expect(await Promise.all(['wheel', 'root', 'dba', 'others'].map((pattern) => tierOf(pattern)))).toEqual([
      ...['critical', 'critical', 'critical', null],
    ]);
    expect(await tierOf('dba', 'ken')).toBeNull();
    expect(await tierOf('wheel', 'ken')).toBe('critical');
  });
});

interface Adding {
  add(dn: string, attributes: Readonly<Record<string, string | string[]>>): Promise<void>;
}
