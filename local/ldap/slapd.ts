import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, BerWriter, Change, Client, type Entry, InvalidCredentialsError } from 'ldapts';
import { TIERS, type Tier } from '../../lambdas/core/registry/account.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { certificateIn } from './certificate.ts';
import { programOf, type Running, ran, started } from './program.ts';
import { type Administration, type DirectoryServer, GROUPS, on, type SignIn } from './server.ts';

const BASE = 'dc=example,dc=test';
const PEOPLE = `ou=people,${BASE}`;
export const ROOT = { username: `cn=root,${BASE}`, password: new Secret('canary-root') };
const READER = { username: `cn=reader,ou=services,${BASE}`, password: new Secret('canary-reader') };
const OPERATOR = { username: `cn=operator,ou=services,${BASE}`, password: new Secret('canary-operator') };
const SCHEMAS = '/etc/ldap/schema';
const MODULES = '/usr/lib/ldap';

/** Why a real `slapd` cannot run here; undefined where it can. */
export function whyNoSlapd(): string | undefined {
  const missing = ['slapd', 'slapadd', 'openssl'].filter((name) => programOf(name) === undefined);
  return missing.length === 0 ? undefined : `\`${missing.join('`, `')}\` is not installed`;
}

/** OpenLDAP on this machine, in a new folder, with the overlay `ppolicy`, its service accounts, and these people, as LDIF. */
export async function startSlapd(people = ''): Promise<DirectoryServer> {
  const folder = mkdtempSync(join(tmpdir(), 'slapd-'));
  const { keyFile, certFile, ca } = await certificateIn(folder, '127.0.0.1');
  const [conf, port] = [join(folder, 'slapd.conf'), await freePort()];
  mkdirSync(join(folder, 'db'));
  const write = (lines: readonly string[]): void => writeFileSync(conf, `${lines.join('\n')}\n`);
  write(configuration({ folder, keyFile, certFile }));
  await ran(programOf('slapadd') ?? 'slapadd', ['-f', conf], `${CONTENT}\n${people}`);
  const start = (): Promise<Running> =>
    started(programOf('slapd') ?? 'slapd', ['-f', conf, '-h', `ldaps://127.0.0.1:${port}`, '-d', '0'], {
      ...{ host: '127.0.0.1', port, ca },
    });
  let running = await start();
  const place = { url: `ldaps://127.0.0.1:${port}`, ca };
  const restricted = async (without: 'change' | 'read'): Promise<void> => {
    await running.stop();
    write(configuration({ folder, keyFile, certFile, without }));
    running = await start();
  };
  return {
    ...{ ...place, base: BASE, people: PEOPLE, reader: READER, operator: OPERATOR },
    admin: administrationOf(place, restricted),
    signIn: (name, password) => signedIn(place, name, password),
    changeOwn: (name, before, after) =>
      on(clientOf(place), async (client) => {
        await client.bind(dnOf(name), before);
        // `slapd` says in whole seconds when a password was changed, and a person takes longer than one.
        await new Promise((resolve) => setTimeout(resolve, 1_100));
        await setPassword(client as Client, dnOf(name), after);
      }),
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

interface Configured {
  readonly folder: string;
  readonly keyFile: string;
  readonly certFile: string;
  readonly without?: 'change' | 'read';
}

/** What docs/integrations/ldap.md tells an administrator to allow. */
const configuration = ({ folder, keyFile, certFile, without }: Configured): readonly string[] => [
  ...['core', 'cosine', 'inetorgperson', 'nis'].map((name) => `include ${SCHEMAS}/${name}.schema`),
  `modulepath ${MODULES}`,
  ...['back_mdb', 'ppolicy'].map((name) => `moduleload ${name}`),
  `TLSCertificateFile ${certFile}`,
  `TLSCertificateKeyFile ${keyFile}`,
  'disallow bind_anon',
  'database mdb',
  `suffix "${BASE}"`,
  `rootdn "${ROOT.username}"`,
  `rootpw ${ROOT.password.reveal()}`,
  // Room for ten thousand people, and for all of them in what the reader is shown: else five hundred (slapd.conf(5), `limits`).
  ...[`directory ${folder}/db`, 'maxsize 268435456', `limits dn.exact="${READER.username}" size.prtotal=unlimited`],
  'overlay ppolicy',
  `ppolicy_default "cn=default,ou=policies,${BASE}"`,
  'ppolicy_hash_cleartext',
  `access to dn.subtree="${PEOPLE}" attrs=userPassword`,
  ...(without === 'change' ? [] : [`  by dn.exact="${OPERATOR.username}" =w`]),
  '  by self =xw',
  '  by anonymous auth',
  '  by * none',
  'access to attrs=userPassword by self =xw by anonymous auth by * none',
  `access to dn.subtree="${PEOPLE}" attrs=pwdReset,pwdEndTime,pwdAccountLockedTime`,
  ...(without === 'read' ? [] : [`  by dn.exact="${OPERATOR.username}" ${without === 'change' ? 'read' : 'write'}`]),
  `  by dn.exact="${READER.username}" read`,
  '  by * none',
  'access to *',
  `  by dn.exact="${OPERATOR.username}" read`,
  `  by dn.exact="${READER.username}" read`,
  '  by self read',
  '  by * none',
];

const entry = (dn: string, ...lines: readonly string[]): string => [`dn: ${dn}`, ...lines, ''].join('\n');
const unit = (name: string): string => entry(`ou=${name},${BASE}`, 'objectClass: organizationalUnit');
const service = ({ username, password }: typeof READER): string =>
  entry(
    username,
    ...['objectClass: organizationalRole', 'objectClass: simpleSecurityObject'],
    `userPassword: ${password.reveal()}`,
  );

const CONTENT = [
  entry(BASE, 'objectClass: dcObject', 'objectClass: organization', 'o: Example'),
  ...['people', 'groups', 'services', 'policies'].map(unit),
  entry(
    `cn=default,ou=policies,${BASE}`,
    ...['objectClass: device', 'objectClass: pwdPolicy', 'pwdAttribute: userPassword'],
    ...['pwdLockout: TRUE', 'pwdMaxFailure: 3', 'pwdMustChange: TRUE'],
  ),
  service(READER),
  service(OPERATOR),
].join('\n');

interface Place {
  readonly url: string;
  readonly ca: string;
}

const clientOf = ({ url, ca }: Place): Client => new Client({ url, timeout: 20_000, tlsOptions: { ca } });

const asRoot = <Result>(place: Place, work: (client: Client) => Promise<Result>): Promise<Result> => {
  const client = clientOf(place);
  return on(client, async () => {
    await client.bind(ROOT.username, ROOT.password.reveal());
    return work(client);
  });
};

/** Like Active Directory's answers; `slapd` itself tells whoever signs in no more than yes or no. */
async function signedIn(place: Place, name: string, password: string): Promise<SignIn> {
  const accepted = await on(clientOf(place), async (client) => {
    try {
      await client.bind(dnOf(name), password);
      return true;
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return false;
      throw error;
    }
  });
  const about = await asRoot(place, (client) => entryOf(client, dnOf(name)));
  if (accepted) return about['pwdReset'] === 'TRUE' ? 'must-change' : 'ok';
  if (about['pwdAccountLockedTime'] !== undefined)
    return about['pwdAccountLockedTime'] === FOR_GOOD ? 'disabled' : 'locked';
  return String(about['pwdEndTime'] ?? '9') < generalized(Date.now()) ? 'ended' : 'wrong';
}

const FOR_GOOD = '000001010000Z';

function administrationOf(place: Place, takeAway: Administration['takeAway']): Administration {
  const replace = (name: string, type: string, value: string): Promise<void> =>
    asRoot(place, (client) => client.modify(dnOf(name), [changing('replace', type, value)]));
  const remove = (name: string, type: string): Promise<void> =>
    asRoot(place, (client) => client.modify(dnOf(name), [removing(type)]));
  return {
    takeAway,
    addPerson: (name, password) =>
      asRoot(place, async (client) => {
        await client.add(dnOf(name), { objectClass: ['inetOrgPerson'], cn: name, sn: name });
        await setPassword(client, dnOf(name), password);
        await client.modify(dnOf(name), [removing('pwdReset')]);
      }),
    remove: (name) => asRoot(place, (client) => client.del(dnOf(name))),
    rename: (name, to) => asRoot(place, (client) => client.modifyDN(dnOf(name), `uid=${to}`)),
    describe: (name, { manager, ...about }) =>
      asRoot(place, (client) => {
        const said = { ...about, ...(manager === undefined ? {} : { manager: dnOf(manager) }) };
        return client.modify(
          dnOf(name),
          Object.entries(said).map(([type, value]) => changing('replace', type, value)),
        );
      }),
    disable: (name) => replace(name, 'pwdAccountLockedTime', FOR_GOOD),
    endAt: (name, at) => (at === null ? remove(name, 'pwdEndTime') : replace(name, 'pwdEndTime', generalized(at))),
    mustChange: (name, is) => (is ? replace(name, 'pwdReset', 'TRUE') : remove(name, 'pwdReset')),
    moveAway: (name) => asRoot(place, (client) => client.modifyDN(dnOf(name), `uid=${name},ou=groups,${BASE}`)),
    setPassword: (name, password) => asRoot(place, (client) => setPassword(client, dnOf(name), password)),
    rank: (name, tier) => asRoot(place, (client) => ranked(client, name, tier)),
    snapshot: (name) =>
      asRoot(place, async (client) => {
        const { pwdFailureTime: _, ...about } = await entryOf(client, dnOf(name));
        return about;
      }),
  };
}

/** A group that is empty does not exist: each has a member from the start that is nobody. */
async function ranked(client: Client, name: string, tier: Tier | null): Promise<void> {
  for (const one of TIERS) {
    const [outer, inner] = [`cn=${GROUPS[one]},ou=groups,${BASE}`, `cn=Members of ${GROUPS[one]},ou=groups,${BASE}`];
    for (const [group, member] of [
      [inner, READER.username],
      [outer, inner],
    ] as const)
      await unlessThere(client.add(group, { objectClass: ['groupOfNames'], member }));
    const { member = [] } = await entryOf(client, inner);
    const is = [member].flat().map(String).includes(dnOf(name));
    if (is !== (one === tier)) await client.modify(inner, [changing(is ? 'delete' : 'add', 'member', dnOf(name))]);
  }
}

async function unlessThere(adding: Promise<void>): Promise<void> {
  await adding.catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 68)) throw error;
  });
}

async function entryOf(client: Client, dn: string): Promise<Entry> {
  const { searchEntries } = await client.search(dn, { scope: 'base', attributes: ['*', '+'] });
  const [found] = searchEntries;
  if (found === undefined) throw new Error(`there is no \`${dn}\``);
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value.length > 0)) as Entry;
}

const dnOf = (name: string): string => `uid=${name},${PEOPLE}`;
const removing = (type: string): Change =>
  new Change({ operation: 'replace', modification: new Attribute({ type, values: [] }) });
const changing = (operation: 'add' | 'delete' | 'replace', type: string, value: string): Change =>
  new Change({ operation, modification: new Attribute({ type, values: [value] }) });
const generalized = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;

async function setPassword(client: Client, dn: string, password: string): Promise<void> {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(dn, 0x80);
  writer.writeString(password, 0x82);
  writer.endSequence();
  await client.exop('1.3.6.1.4.1.4203.1.11.1', writer.buffer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
