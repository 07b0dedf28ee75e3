import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type ActiveDirectoryPlace,
  activeDirectoryLog,
} from '../../../../lambdas/adapters/connectors/ldap/active-directory-log.ts';
import { LdapConnector } from '../../../../lambdas/adapters/connectors/ldap/connector.ts';
import { LdapLog, wholeIn } from '../../../../lambdas/adapters/connectors/ldap/log.ts';
import { type OpenLdapPlace, openLdapLog } from '../../../../lambdas/adapters/connectors/ldap/openldap-log.ts';
import type { LdapName } from '../../../../lambdas/contract/connectors.ts';
import type { DirectoryLog } from '../../../../lambdas/ports/directory-log.ts';
import { type DirectoryServer, type ServiceAccount, serverAs } from '../../../../local/ldap/server.ts';
import { LDAP_AT, lockedPerson, PASSWORD } from '../../../contracts/endpoints/ldap.ts';

jest.setTimeout(120_000);

const logAt = (name: LdapName, server: DirectoryServer, account: ServiceAccount): DirectoryLog =>
  name === 'openldap'
    ? new LdapLog<OpenLdapPlace>(name, serverAs(server, account), openLdapLog)
    : new LdapLog<ActiveDirectoryPlace>(name, serverAs(server, account), activeDirectoryLog);

describe.each(Object.keys(LDAP_AT) as LdapName[])('the log of a real server: %s', (name) => {
  const { whyNot, start } = LDAP_AT[name];
  const why = whyNot();
  if (why !== undefined) {
    it('is left out on this machine, and says so', () => {
      process.stderr.write(`left out: the log of \`${name}\` of a real server: ${why}\n`);
      expect(why).not.toBe('');
    });
    return;
  }
  let server: DirectoryServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  const ours = () => logAt(name, server, server.reader);
  const added = async (): Promise<string> => {
    const who = `p${randomUUID().slice(0, 12)}`;
    await server.admin.addPerson(who, PASSWORD);
    return who;
  };
  const connector = () => new LdapConnector(name, serverAs(server, server.operator), LDAP_AT[name].dialect);
  /** What the log shows of a person that was done meanwhile, and the place behind it. */
  const seenOf = async (who: string, from: string) => {
    const directoryId = await connector().identityOf(who);
    const page = await ours().since(from);
    return { ...page, own: page.changes.filter((change) => change.directoryId === directoryId) };
  };
  // `slapd` tells whole seconds.
  const second = () => new Promise((resolve) => setTimeout(resolve, 1_100));

  it('shows nothing of what was before the first look', async () => {
    await added();
    const first = await ours().since(null);
    expect(first).toMatchObject({ changes: [], isEnd: true });
    expect((await ours().since(first.place)).changes).toEqual([]);
  });

  it('shows once that an administrator set a password by hand, to the account that reads', async () => {
    const who = await added();
    await second();
    const { place } = await ours().since(null);
    await second();
    const before = Date.now();
    await server.admin.setPassword(who, 'canary-By-hand-1!');
    const { own, place: after, isEnd } = await seenOf(who, place);
    expect(isEnd).toBe(true);
    expect(own).toMatchObject([{ connector: name, kind: 'password-set', by: { as: 'unknown', name: null } }]);
    expect(Math.abs(Date.parse(own[0]?.at ?? '') - before)).toBeLessThan(3_000);
    expect((await seenOf(who, after)).own).toEqual([]);
    // A look that crashed before its place was kept shows the same entries again.
    expect((await seenOf(who, place)).own).toEqual(own);
  });

  it('shows what a recovery and the owner do', async () => {
    const who = await lockedPerson(server);
    const { place } = await ours().since(null);
    await second();
    const directoryId = (await connector().identityOf(who)) ?? '';
    const request = { action: 'reset-password', target: who, directoryId, grant: randomUUID(), issued: false } as const;
    const done = await connector().perform({ ...request, expiresAt: '2068-01-01T00:00:00.000Z' });
    if (done.state !== 'done' || done.credential === undefined) throw new Error('nothing was given');
    const reset = await seenOf(who, place);
    const kinds = name === 'openldap' ? ['password-set'] : ['password-set', 'unlocked'];
    expect(reset.own.map(({ kind }) => kind).sort()).toEqual(kinds);
    await second();
    await server.changeOwn(who, done.credential.reveal(), 'canary-My-own-1!');
    expect((await seenOf(who, reset.place)).own).toMatchObject([{ kind: 'password-set' }]);
  });

  it('shows nothing for a lock, a wrong password and a rename', async () => {
    const who = await added();
    await second();
    const { place } = await ours().since(null);
    for (const wrong of ['wrong-1', 'wrong-2', 'wrong-3']) await server.signIn(who, wrong);
    const renamed = `r${randomUUID().slice(0, 12)}`;
    await server.admin.rename(who, renamed);
    expect((await seenOf(renamed, place)).own).toEqual([]);
  });
});

describe('a number of a directory', () => {
  it('is a whole one', () => {
    expect(wholeIn('4711')).toBe(4711);
    expect(() => wholeIn('many')).toThrow('answer-unreadable');
  });
});
