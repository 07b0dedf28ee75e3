import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { activeDirectoryLog } from '../../lambdas/adapters/connectors/ldap/active-directory-log.ts';
import { LdapConnector } from '../../lambdas/adapters/connectors/ldap/connector.ts';
import { LdapLog } from '../../lambdas/adapters/connectors/ldap/log.ts';
import { openLdapLog } from '../../lambdas/adapters/connectors/ldap/openldap-log.ts';
import { pollLogs } from '../../lambdas/app/intake/log-polling.ts';
import { load } from '../../lambdas/app/ledger/load.ts';
import type { LdapName } from '../../lambdas/contract/connectors.ts';
import { alertFor } from '../../lambdas/core/audit/alert.ts';
import { type DirectoryServer, serverAs } from '../../local/ldap/server.ts';
import { LDAP_AT, PASSWORD } from '../contracts/endpoints/ldap.ts';
import { ApiWorld } from '../support/api-world.ts';
import { aPolicy, aProfile } from '../support/fixtures.ts';

/** A domain controller takes minutes to start on a busy machine. */
jest.setTimeout(300_000);

describe.each(Object.keys(LDAP_AT) as LdapName[])('a password that somebody changes by hand in %s', (name) => {
  const why = LDAP_AT[name].whyNot();
  if (why !== undefined) {
    it('is left out on this machine, and says so', () => {
      process.stderr.write(`left out: a password changed by hand in \`${name}\`: ${why}\n`);
      expect(why).not.toBe('');
    });
    return;
  }
  let server: DirectoryServer;
  beforeAll(async () => {
    server = await LDAP_AT[name].start();
  });
  afterAll(() => server.stop());

  it('rings at the next look, once, for the account that governs the person', async () => {
    const who = `p${randomUUID().slice(0, 12)}`;
    await server.admin.addPerson(who, PASSWORD);
    const directory = new LdapConnector(name, serverAs(server, server.operator), LDAP_AT[name].dialect);
    const directoryId = (await directory.identityOf(who)) ?? '';
    const account = `${name}:${who}`;
    const world = new ApiWorld();
    await world.reset(undefined, aPolicy({ contain: [{ tier: ['privileged'], by: 'freeze' }] }));
    await world.register(aProfile({ account, tier: 'privileged', connector: name, target: who, directoryId }));
    let place: string | null = null;
    const reader = serverAs(server, server.reader);
    const services = {
      ...world.services,
      logs: [
        name === 'openldap' ? new LdapLog(name, reader, openLdapLog) : new LdapLog(name, reader, activeDirectoryLog),
      ],
      places: {
        load: async () => place,
        move: async (_log: string, _from: string | null, to: string) => {
          place = to;
          return true;
        },
      },
    };
    const look = () => pollLogs(services, () => 60_000);
    // `slapd` tells whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await look()).toMatchObject({ governed: 0, ungoverned: 0, finished: true });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await server.admin.setPassword(who, 'canary-By-hand-1!');
    expect(await look()).toMatchObject({ ungoverned: 1, finished: true });
    const last = world.commits(account).at(-1);
    expect(last === undefined ? undefined : alertFor(last)).toMatchObject({
      ...{ severity: 'critical', account },
      what: [`UngovernedChangeSeen: password-set in ${name}, no-grant`, 'ContainmentOrdered: freeze', 'AccountFrozen'],
    });
    // In the same commit: nothing is given for this account until two administrators have looked.
    expect((await load(world.ledger, account)).freeze).toMatchObject({
      cause: `password-set in ${name} without a recovery`,
    });
    expect(world.text()).not.toContain('canary-By-hand');
    expect(await look()).toMatchObject({ ungoverned: 0, finished: true });
  });
});
