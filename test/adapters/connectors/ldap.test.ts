import { execFile } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  BusyError,
  Client,
  InsufficientAccessError,
  MessageParserError,
  NoSuchAttributeError,
  type SearchOptions,
  UnavailableError,
} from 'ldapts';
import { activeDirectory } from '../../../lambdas/adapters/connectors/ldap/active-directory.ts';
import { LdapConnector } from '../../../lambdas/adapters/connectors/ldap/connector.ts';
import { onlyOne, shown } from '../../../lambdas/adapters/connectors/ldap/dialect.ts';
import { LdapDirectory } from '../../../lambdas/adapters/connectors/ldap/directory.ts';
import { ldapError } from '../../../lambdas/adapters/connectors/ldap/errors.ts';
import { openLdap } from '../../../lambdas/adapters/connectors/ldap/openldap.ts';
import { inSession, type LdapClient, openClient } from '../../../lambdas/adapters/connectors/ldap/session.ts';
import type { ConnectorRequest } from '../../../lambdas/ports/connector.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

jest.setTimeout(20_000);

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that does this with each connection, and its address. */
async function serverThat(does: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    does(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

const credential = () => Promise.resolve({ username: 'cn=operator', password: new Secret('canary-operator') });
/** Without TLS, which these servers do not speak; the adapter itself opens no such connection. */
const plain = (url: string): LdapClient => new Client({ url: `ldap://${url}`, timeout: 300, connectTimeout: 300 });
const asked = (url: string) =>
  inSession({ place: { urls: [url], base: 'dc=x' }, credential, open: plain }, (session) => session.search('dc=x', {}));

/** The answer of a directory to a sign-in: the number of its message, and the result 0. */
const answerTo = (request: Buffer): Buffer =>
  Buffer.from([0x30, 0x0c, 2, 1, request[4] ?? 0, 0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0]);
const takesTheSignIn = (socket: Socket, then: () => void = () => {}): void => {
  socket.once('data', (request) => socket.write(answerTo(request), then));
};

describe('a directory that does not work', () => {
  it.each<[what: string, does: (socket: Socket) => void, code: string]>([
    ['says nothing', () => {}, 'unavailable'],
    ['hangs up', (socket) => socket.end(), 'unavailable'],
    ['resets the connection', (socket) => socket.resetAndDestroy(), 'unavailable'],
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'unavailable'],
    ['answers with noise', (socket) => socket.once('data', () => socket.write(Buffer.alloc(200, 0x30))), 'unavailable'],
    ['takes the sign-in and then says nothing', (socket) => takesTheSignIn(socket), 'unavailable'],
    [
      'takes the sign-in and then hangs up',
      (socket) => takesTheSignIn(socket, () => socket.once('data', () => socket.end())),
      'unavailable',
    ],
  ])('because it %s fails by name, can be asked again, and is never taken for an empty one', async (_, does, code) => {
    const error = await asked(await serverThat(does)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AdapterError', retryable: true });
    expect([code, 'answer-unreadable']).toContain((error as { code: string }).code);
  });

  it('is passed over for the next one; when none answers, that is said', async () => {
    const dead = await serverThat((socket) => socket.end());
    const asking = (urls: string[]) =>
      inSession({ place: { urls, base: '' }, credential, open: plain }, () => Promise.resolve('asked'));
    const living = await serverThat((socket) => takesTheSignIn(socket));
    expect(await asking([dead, living])).toBe('asked');
    await expect(asking([dead, dead])).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await expect(asking([])).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('is not asked where the process logs every change that is sent, with its password', async () => {
    const path = new URL('../../../lambdas/adapters/connectors/ldap/session.ts', import.meta.url).href;
    const program = `import { openClient } from '${path}'; try { openClient('ldaps://dc1'); console.log('opened'); } catch ({ code }) { console.log(code); }`;
    const opening = async (NODE_DEBUG: string): Promise<string> => {
      const args = ['--import', 'tsx', '--input-type=module', '-e', program];
      return (await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_DEBUG } })).stdout.trim();
    };
    expect(await Promise.all(['http', 'http,ldapts', 'ldap*'].map(opening))).toEqual([
      ...['opened', 'log-shows-passwords', 'log-shows-passwords'],
    ]);
  });

  it('is asked over TLS only', () => {
    for (const url of ['ldap://dc1.example.com', 'http://dc1.example.com', 'dc1.example.com'])
      expect(() => openClient(url, undefined)).toThrow('invalid-request');
  });

  it.each<[error: unknown, code: string, retryable: boolean]>([
    [new BusyError(), 'throttled', true],
    [new UnavailableError(), 'unavailable', true],
    [new InsufficientAccessError(), 'access-denied', false],
    [new MessageParserError('canary'), 'answer-unreadable', true],
    [Object.assign(new Error('canary'), { code: 'CERT_HAS_EXPIRED' }), 'certificate-refused', true],
    [Object.assign(new Error('canary'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'certificate-refused', true],
    [Object.assign(new Error('canary'), { code: 'ECONNREFUSED' }), 'unavailable', true],
    ['canary', 'unavailable', true],
  ])('and says %s is `%s`, without the words of the server', (thrown, code, retryable) => {
    const error = ldapError(thrown);
    expect(error).toMatchObject({ code, retryable });
    expect([error.message, String(error.cause)].join()).not.toContain('canary');
  });
});

/** A group of a domain, and one that every domain has, by the last part of the identifier. */
const sidOf = (rid: number): Buffer => withRid('010500000000000515000000010000000200000003000000', rid);
const builtInSid = (rid: number): Buffer => withRid('010200000000000520000000', rid);
function withRid(start: string, rid: number): Buffer {
  const last = Buffer.alloc(4);
  last.writeUInt32LE(rid);
  return Buffer.concat([Buffer.from(start, 'hex'), last]);
}

describe('an answer that shows less than it should', () => {
  const entry = {
    ...{ dn: 'CN=Jane', objectGUID: Buffer.alloc(16, 1), userAccountControl: '512' },
    ...{ pwdLastSet: '1', accountExpires: '0', lockoutTime: '0', 'msDS-KeyVersionNumber': '2' },
  };
  const serverShowing = (
    entries: readonly object[],
    compare: () => Promise<boolean> = async () => false,
    search: (base: string, options: SearchOptions) => Promise<object> = async () => ({ searchEntries: entries }),
  ) => {
    const client = {
      ...{ isBound: true, bind: async () => {}, unbind: async () => {}, compare, search },
    } as unknown as LdapClient;
    return { place: { urls: ['ldaps://dc1'], base: 'DC=x' }, credential, open: () => client };
  };
  const connectorShown = (entries: readonly object[]) =>
    new LdapConnector('active-directory', serverShowing(entries), activeDirectory);
  const request: ConnectorRequest = {
    ...{ action: 'reset-password', target: 'jane', grant: 'g', expiresAt: '2027-01-01T00:00:00.000Z', issued: true },
    directoryId: '01010101-0101-0101-0101-010101010101',
  };

  it.each(['pwdLastSet', 'accountExpires', 'userAccountControl', 'msDS-KeyVersionNumber'] as const)(
    'is no state of an account: without `%s` nothing is done and nothing is gone',
    async (hidden) => {
      const { [hidden]: _, ...rest } = entry;
      const refused = { name: 'FinalAdapterError', code: 'attribute-unreadable' };
      await expect(connectorShown([rest]).verifyGone(request)).rejects.toMatchObject(refused);
      await expect(connectorShown([rest]).perform(request)).rejects.toMatchObject(refused);
    },
  );

  it('is no absence where nobody at all is shown', async () => {
    await expect(connectorShown([]).verifyGone(request)).rejects.toMatchObject({ code: 'directory-unreadable' });
    await expect(connectorShown([]).identityOf('jane')).rejects.toMatchObject({ code: 'directory-unreadable' });
  });

  it('is nobody where two have the name', async () => {
    await expect(connectorShown([entry, entry]).identityOf('jane')).rejects.toMatchObject({ code: 'name-ambiguous' });
  });

  it('is no lower tier: a group of the domain without a name could be any', async () => {
    const sid = Buffer.from('010500000000000515000000000000000000000000000000e8030000', 'hex');
    const directory = new LdapDirectory(serverShowing([{ ...entry, tokenGroups: [sid] }]), activeDirectory, []);
    await expect(directory.tierOf('jane')).rejects.toMatchObject({ code: 'attribute-unreadable' });
    const ofNobody = { ...entry, tokenGroups: [sid], objectSid: Buffer.alloc(8), sAMAccountName: 'jane' };
    const unnamed = new LdapDirectory(serverShowing([ofNobody]), activeDirectory, []);
    await expect(unnamed.tierOf('jane')).rejects.toMatchObject({ code: 'groups-unreadable', retryable: false });
  });

  it.each([
    ...[526, 527, 512, 518, 519].map((rid) => [rid, 'critical', sidOf(rid)] as const),
    ...[544, 548, 549, 551].map((rid) => [rid, 'critical', builtInSid(rid)] as const),
    ...[516, 520].map((rid) => [rid, 'privileged', sidOf(rid)] as const),
    [550, 'privileged', builtInSid(550)] as const,
    [513, null, sidOf(513)] as const,
  ])('is known by its number whatever a group is called: members of %i are %s', async (_, tier, sid) => {
    const member = { ...entry, tokenGroups: [sid], objectSid: sid, sAMAccountName: 'Groupe' };
    expect(await new LdapDirectory(serverShowing([member]), activeDirectory, []).tierOf('jane')).toBe(tier);
  });

  it('is no group that OpenLDAP leaves out because its name may not be looked for', async () => {
    const jane = { dn: 'uid=jane', entryUUID: '6bada078-802f-1041-87ce-4359e595c644', uid: 'jane', gidNumber: '7' };
    const search = async (dn: string, { filter }: SearchOptions) => ({
      // Whoever asks for a name that may not be looked for is shown nothing; who asks for the members is shown the group without it.
      searchEntries: !/\(member=/.test(String(filter))
        ? [jane]
        : /cn=/.test(String(filter))
          ? []
          : [{ dn: `cn=of,${dn}` }],
      searchReferences: [],
    });
    const server = serverShowing([], () => Promise.reject(new NoSuchAttributeError()), search);
    await expect(new LdapDirectory(server, openLdap, []).tierOf('jane')).rejects.toMatchObject({
      ...{ name: 'FinalAdapterError', code: 'attribute-unreadable' },
    });
  });

  it('is no absence while the root of the tree is not shown, where the entry may be', async () => {
    const search = async (base: string) => ({
      searchEntries: base === '' ? [{ dn: '', namingContexts: 'dc=y' }] : [],
      searchReferences: [],
    });
    const connector = new LdapConnector('openldap', serverShowing([], undefined, search), openLdap);
    await expect(connector.verifyGone(request)).rejects.toMatchObject({
      code: 'directory-unreadable',
      retryable: true,
    });
  });

  it('is no mark that is gone: what OpenLDAP does not show is compared, and only its own word counts as absent', async () => {
    const jane = { dn: 'uid=jane', entryUUID: '6bada078-802f-1041-87ce-4359e595c644' };
    const saying = (error: Error) =>
      new LdapDirectory(
        serverShowing([jane], () => Promise.reject(error)),
        openLdap,
        [],
      ).identityOf('jane');
    expect(await saying(new NoSuchAttributeError())).toBe(jane.entryUUID);
    const comparing = new LdapDirectory(serverShowing([jane]), openLdap, []);
    await expect(comparing.identityOf('jane')).rejects.toMatchObject({ code: 'attribute-unreadable' });
    await expect(saying(new InsufficientAccessError())).rejects.toMatchObject({ code: 'access-denied' });
  });

  it('is no leave to give a first password: where OpenLDAP says nothing of one, there may be one', async () => {
    const jane = { dn: 'uid=jane', entryUUID: '6bada078-802f-1041-87ce-4359e595c644' };
    const server = serverShowing([jane], () => Promise.reject(new NoSuchAttributeError()));
    const connector = new LdapConnector('openldap', server, openLdap);
    const first = { ...request, action: 'issue-first-credential', directoryId: jane.entryUUID } as const;
    expect(await connector.examine(first)).toEqual({ code: 'password-unknown', mayPass: false });
    await expect(connector.perform(first)).rejects.toMatchObject({ code: 'password-unknown', retryable: false });
  });

  it('is one entry, and one value that is there', () => {
    const one = { dn: 'CN=Jane', cn: ['Jane', 'Doe'] };
    expect(onlyOne([one])).toBe(one);
    expect(shown(one, 'cn')).toBe('Jane');
    expect(() => shown(one, 'sn')).toThrow('attribute-unreadable');
  });
});
