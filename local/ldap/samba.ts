import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client, type Entry } from 'ldapts';
import { TIERS, type Tier } from '../../lambdas/core/registry/account.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { certificateIn } from './certificate.ts';
import { programOf, type Running, ran, started } from './program.ts';
import { type Administration, type DirectoryServer, GROUPS, on, type SignIn } from './server.ts';

const BASE = 'DC=example,DC=test';
const PEOPLE = `OU=People,${BASE}`;
const ADMINISTRATOR = { username: `CN=Administrator,CN=Users,${BASE}`, password: new Secret('canary-Administrator-1') };
const READER = { username: 'countersign-reader@example.test', password: new Secret('canary-Reader-1') };
const OPERATOR = { username: 'countersign-operator@example.test', password: new Secret('canary-Operator-1') };

/** Why a real Active Directory cannot run here; undefined where it can. */
export function whyNoSamba(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'Samba serves a domain on Linux, and to root';
  const missing = ['samba', 'samba-tool', 'openssl'].filter((name) => programOf(name) === undefined);
  return missing.length === 0 ? undefined : `\`${missing.join('`, `')}\` is not installed`;
}

/**
 * A domain controller of Active Directory on this machine, in a new folder, with nobody in it but its service accounts. Its ports are fixed, so
 * each has a loopback address of its own: several can run at once. It takes about 15 seconds.
 */
export async function startSamba(): Promise<DirectoryServer> {
  const folder = mkdtempSync(join(tmpdir(), 'samba-'));
  try {
    return await startIn(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string): Promise<DirectoryServer> {
  const host = `127.${64 + (Math.trunc(process.pid / 250 / 250) % 128)}.${Math.trunc(process.pid / 250) % 250}.${2 + (process.pid % 250)}`;
  const data = join(folder, 'domain');
  const { keyFile, certFile, ca } = await certificateIn(folder, host);
  await provision(data, folder);
  const running = await started(programOf('samba') ?? 'samba', optionsOf({ data, folder, host, keyFile, certFile }), {
    ...{ host, port: 636, ca },
  });
  const domain = { url: `ldaps://${host}`, ca, sam: join(data, 'private/sam.ldb'), conf: join(data, 'etc/smb.conf') };
  try {
    await furnish(domain);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return serverOf(domain, running, folder);
}

const provision = (data: string, folder: string): Promise<string> =>
  ran(programOf('samba-tool') ?? 'samba-tool', [
    ...['domain', 'provision', '--realm=EXAMPLE.TEST', '--domain=EXAMPLE', '--server-role=dc', '--dns-backend=NONE'],
    ...[`--adminpass=${ADMINISTRATOR.password.reveal()}`, `--targetdir=${data}`, '--option=vfs objects='],
    // Not below the target: a file beside it.
    `--option=posix:eadb=${join(folder, 'eadb.tdb')}`,
  ]);

const optionsOf = (at: Readonly<Record<'data' | 'folder' | 'host' | 'keyFile' | 'certFile', string>>): string[] => [
  ...['-i', '--debug-stdout', '-s', join(at.data, 'etc/smb.conf')],
  ...[
    `interfaces=${at.host}/8`,
    'bind interfaces only=yes',
    'server services=ldap',
    `pid directory=${at.folder}`,
    `ncalrpc dir=${join(at.folder, 'ncalrpc')}`,
    `tls keyfile=${at.keyFile}`,
    `tls certfile=${at.certFile}`,
    `tls cafile=${at.certFile}`,
  ].map((option) => `--option=${option}`),
];

interface Domain {
  readonly url: string;
  readonly ca: string;
  /** The database, for what `samba-tool` does to it. */
  readonly sam: string;
  readonly conf: string;
}

const clientOf = ({ url, ca }: Pick<Domain, 'url' | 'ca'>): Client =>
  new Client({ url, timeout: 20_000, strictDN: false, tlsOptions: { ca } });

const asAdmin = <Result>(domain: Domain, work: (client: Client) => Promise<Result>): Promise<Result> => {
  const client = clientOf(domain);
  return on(client, async () => {
    await client.bind(ADMINISTRATOR.username, ADMINISTRATOR.password.reveal());
    return work(client);
  }) as Promise<Result>;
};

/** Groups, the two service accounts, the least rights of the one that changes, and a lockout. */
async function furnish(domain: Domain): Promise<void> {
  await asAdmin(domain, async (client) => {
    await client.add(PEOPLE, { objectClass: ['organizationalUnit'] });
    for (const { username, password } of [READER, OPERATOR])
      await client.add(
        `CN=${username.split('@')[0]},CN=Users,${BASE}`,
        user(username.split('@')[0] ?? '', password.reveal()),
      );
    for (const name of Object.values(GROUPS)) {
      await client.add(`CN=${name},${PEOPLE}`, { objectClass: ['group'], sAMAccountName: name });
      const inner = `Members of ${name}`;
      await client.add(`CN=${inner},${PEOPLE}`, { objectClass: ['group'], sAMAccountName: inner });
      await client.modify(`CN=${name},${PEOPLE}`, change('add', 'member', `CN=${inner},${PEOPLE}`));
    }
  });
  await delegate(domain);
  const settings = ['--account-lockout-threshold=3', '--min-pwd-age=0', '--history-length=0'];
  await tool(domain, 'domain', 'passwordsettings', 'set', ...settings);
}

const tool = ({ sam, conf }: Domain, ...args: readonly string[]): Promise<string> =>
  ran(programOf('samba-tool') ?? 'samba-tool', [...args, '-H', sam, '-s', conf]);

/** Of users below the unit, by the GUIDs of the schema: the right to reset a password, and three attributes to read and write. */
const RESET_PASSWORD = '00299570-246d-11d0-a768-00aa006e0529';
const WRITABLE = [
  '28630ebf-41d5-11d1-a9c1-0000f80367c1',
  'bf967a0a-0de6-11d0-a285-00aa003049e2',
  'bf967915-0de6-11d0-a285-00aa003049e2',
];
const OF_USERS = 'bf967aba-0de6-11d0-a285-00aa003049e2';

/** What docs/integrations/ldap.md tells an administrator to delegate. */
async function delegate(domain: Domain): Promise<void> {
  const sid = await sidOfOperator(domain);
  const rights = [
    `(OA;CIIO;CR;${RESET_PASSWORD};${OF_USERS};${sid})`,
    ...WRITABLE.map((attribute) => `(OA;CIIO;RPWP;${attribute};${OF_USERS};${sid})`),
  ];
  await tool(domain, 'dsacl', 'set', `--objectdn=${PEOPLE}`, '--action=allow', `--sddl=${rights.join('')}`);
}

const sidOfOperator = (domain: Domain): Promise<string> =>
  asAdmin(domain, async (client) => {
    const options = { attributes: ['objectSid'], explicitBufferAttributes: ['objectSid'] };
    const { searchEntries } = await client.search(`CN=countersign-operator,CN=Users,${BASE}`, {
      scope: 'base',
      ...options,
    });
    const bytes = searchEntries[0]?.['objectSid'];
    if (!Buffer.isBuffer(bytes)) throw new Error('the operator has no identifier');
    return ['S-1-5', ...Array.from({ length: bytes[1] ?? 0 }, (_, index) => bytes.readUInt32LE(8 + 4 * index))].join(
      '-',
    );
  });

function serverOf(domain: Domain, running: Running, folder: string): DirectoryServer {
  return {
    ...{ url: domain.url, ca: domain.ca, base: BASE, reader: READER, operator: OPERATOR },
    admin: administrationOf(domain),
    signIn: (name, password) => signedIn(domain, name, password),
    changeOwn: (name, before, after) =>
      // As the page of a company does it: the right to change one's own password asks for the old one.
      on(clientOf(domain), async (client) => {
        await client.bind(READER.username, READER.password.reveal());
        await client.modify(dnOf(name), [
          ...change('delete', 'unicodePwd', quoted(before)),
          ...change('add', 'unicodePwd', quoted(after)),
        ]);
      }),
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What follows `data` in the answer of Active Directory. */
const ANSWERS: Readonly<Record<string, SignIn>> = {
  '52e': 'wrong',
  '533': 'disabled',
  '701': 'ended',
  '773': 'must-change',
  '775': 'locked',
};

const signedIn = (domain: Domain, name: string, password: string): Promise<SignIn> =>
  on(clientOf(domain), async (client) => {
    try {
      await client.bind(`${name}@example.test`, password);
      return 'ok';
    } catch (error) {
      const said = ANSWERS[/data ([0-9a-f]+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''];
      if (said === undefined) throw error;
      return said;
    }
  });

function administrationOf(domain: Domain): Administration {
  const modify = (name: string, changes: readonly Change[]): Promise<void> =>
    asAdmin(domain, (client) => client.modify(dnOf(name), [...changes]));
  return {
    addPerson: (name, password) => asAdmin(domain, (client) => client.add(dnOf(name), user(name, password))),
    remove: (name) => asAdmin(domain, (client) => client.del(dnOf(name))),
    rename: (name, to) =>
      asAdmin(domain, async (client) => {
        await client.modifyDN(dnOf(name), `CN=${to}`);
        await client.modify(dnOf(to), [
          ...change('replace', 'sAMAccountName', to),
          ...change('replace', 'userPrincipalName', `${to}@example.test`),
        ]);
      }),
    disable: (name) => modify(name, change('replace', 'userAccountControl', '514')),
    endAt: (name, at) => modify(name, change('replace', 'accountExpires', ticksOf(at))),
    setPassword: (name, password) => modify(name, change('replace', 'unicodePwd', quoted(password))),
    rank: (name, tier) => ranked(domain, name, tier),
    snapshot: (name) => asAdmin(domain, async (client) => lastingOf(await entryOf(client, dnOf(name)))),
    takeAway: async (right) => {
      const sid = await sidOfOperator(domain);
      const denied =
        right === 'change'
          ? `(OD;CIIO;CR;${RESET_PASSWORD};${OF_USERS};${sid})`
          : `(D;CIIO;RPLCLO;;${OF_USERS};${sid})`;
      await tool(domain, 'dsacl', 'set', `--objectdn=${PEOPLE}`, '--action=deny', `--sddl=${denied}`);
    },
  };
}

async function ranked(domain: Domain, name: string, tier: Tier | null): Promise<void> {
  await asAdmin(domain, async (client) => {
    const { memberOf = [] } = await entryOf(client, dnOf(name));
    for (const one of TIERS) {
      const group = `CN=Members of ${GROUPS[one]},${PEOPLE}`;
      const is = [memberOf].flat().map(String).includes(group);
      if (is !== (one === tier)) await client.modify(group, change(is ? 'delete' : 'add', 'member', dnOf(name)));
    }
  });
}

/** Without what looking and failed attempts to sign in change by themselves. */
const lastingOf = (entry: Entry): unknown =>
  Object.fromEntries(
    Object.entries(entry).filter(
      ([name]) => !/^(lastLogon|logonCount|badPwd|uSNChanged|whenChanged|badPasswordTime)/.test(name),
    ),
  );

async function entryOf(client: Client, dn: string): Promise<Entry> {
  const { searchEntries } = await client.search(dn, { scope: 'base', attributes: ['*'] });
  const [entry] = searchEntries;
  if (entry === undefined) throw new Error(`there is no \`${dn}\``);
  return entry;
}

const dnOf = (name: string): string => `CN=${name},${PEOPLE}`;
const quoted = (password: string): Buffer => Buffer.from(`"${password}"`, 'utf16le');
const ticksOf = (ms: number): string => String(BigInt(ms) * 10_000n + 116_444_736_000_000_000n);

const attribute = (type: string, value: string | Buffer): Attribute =>
  new Attribute(typeof value === 'string' ? { type, values: [value] } : { type, values: [value] });
const change = (operation: 'add' | 'delete' | 'replace', type: string, value: string | Buffer): Change[] => [
  new Change({ operation, modification: attribute(type, value) }),
];

/** A person whose account is in use: 512 is an account of nobody special. */
const user = (name: string, password: string): Attribute[] => [
  attribute('objectClass', 'user'),
  attribute('sAMAccountName', name),
  attribute('userPrincipalName', `${name}@example.test`),
  attribute('unicodePwd', quoted(password)),
  attribute('userAccountControl', '512'),
];
