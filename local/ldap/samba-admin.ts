import { Attribute, Change, Client, type Entry } from 'ldapts';
import { TIERS, type Tier } from '../../lambdas/core/registry/account.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { programOf, ran } from './program.ts';
import { type Administration, GROUPS, on } from './server.ts';

export const BASE_DN = 'DC=example,DC=test';
export const PEOPLE_DN = `OU=People,${BASE_DN}`;
export const ADMINISTRATOR = {
  username: `CN=Administrator,CN=Users,${BASE_DN}`,
  password: new Secret('canary-Administrator-1'),
};
export const READER = { username: 'countersign-reader@example.test', password: new Secret('canary-Reader-1') };
export const OPERATOR = { username: 'countersign-operator@example.test', password: new Secret('canary-Operator-1') };

/** A running domain, and the files of its server. */
export interface Domain {
  readonly url: string;
  readonly ca: string;
  /** The database, for what `samba-tool` does to it. */
  readonly sam: string;
  readonly conf: string;
}

export const clientOf = ({ url, ca }: Pick<Domain, 'url' | 'ca'>): Client =>
  new Client({ url, timeout: 20_000, strictDN: false, tlsOptions: { ca } });

export const asAdmin = <Result>(domain: Domain, work: (client: Client) => Promise<Result>): Promise<Result> => {
  const client = clientOf(domain);
  return on(client, async () => {
    await client.bind(ADMINISTRATOR.username, ADMINISTRATOR.password.reveal());
    return work(client);
  }) as Promise<Result>;
};

export const tool = ({ sam, conf }: Domain, ...args: readonly string[]): Promise<string> =>
  ran(programOf('samba-tool') ?? 'samba-tool', [...args, '-H', sam, '-s', conf]);

/** Of users below the unit, by the GUIDs of the schema: the right to reset a password, and three attributes to read and write. */
export const RESET_PASSWORD = '00299570-246d-11d0-a768-00aa006e0529';
export const WRITABLE = [
  '28630ebf-41d5-11d1-a9c1-0000f80367c1',
  'bf967a0a-0de6-11d0-a285-00aa003049e2',
  'bf967915-0de6-11d0-a285-00aa003049e2',
];
export const OF_USERS = 'bf967aba-0de6-11d0-a285-00aa003049e2';

export const sidOfOperator = (domain: Domain): Promise<string> =>
  asAdmin(domain, async (client) => {
    const options = { attributes: ['objectSid'], explicitBufferAttributes: ['objectSid'] };
    const { searchEntries } = await client.search(`CN=countersign-operator,CN=Users,${BASE_DN}`, {
      scope: 'base',
      ...options,
    });
    const bytes = searchEntries[0]?.['objectSid'];
    if (!Buffer.isBuffer(bytes)) throw new Error('the operator has no identifier');
    return ['S-1-5', ...Array.from({ length: bytes[1] ?? 0 }, (_, index) => bytes.readUInt32LE(8 + 4 * index))].join(
      '-',
    );
  });

/** What the administrator does, over LDAPS and with `samba-tool`. */
export function administrationOf(domain: Domain): Administration {
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
    describe: (name, { manager, ...about }) => {
      const said = { ...about, ...(manager === undefined ? {} : { manager: dnOf(manager) }) };
      return modify(
        name,
        Object.entries(said).flatMap(([type, value]) => change('replace', type, value)),
      );
    },
    disable: (name) => modify(name, change('replace', 'userAccountControl', '514')),
    endAt: (name, at) => modify(name, change('replace', 'accountExpires', at === null ? '0' : ticksOf(at))),
    mustChange: (name, is) => modify(name, change('replace', 'pwdLastSet', is ? '0' : '-1')),
    moveAway: (name) => asAdmin(domain, (client) => client.modifyDN(dnOf(name), `CN=${name},CN=Users,${BASE_DN}`)),
    setPassword: (name, password) => modify(name, change('replace', 'unicodePwd', quoted(password))),
    rank: (name, tier) => ranked(domain, name, tier),
    snapshot: (name) => asAdmin(domain, async (client) => lastingOf(await entryOf(client, dnOf(name)))),
    takeAway: async (right) => {
      const sid = await sidOfOperator(domain);
      const denied =
        right === 'change'
          ? `(OD;CIIO;CR;${RESET_PASSWORD};${OF_USERS};${sid})`
          : `(D;CIIO;RPLCLO;;${OF_USERS};${sid})`;
      await tool(domain, 'dsacl', 'set', `--objectdn=${PEOPLE_DN}`, '--action=deny', `--sddl=${denied}`);
    },
  };
}

async function ranked(domain: Domain, name: string, tier: Tier | null): Promise<void> {
  await asAdmin(domain, async (client) => {
    const { memberOf = [] } = await entryOf(client, dnOf(name));
    for (const one of TIERS) {
      const group = `CN=Members of ${GROUPS[one]},${PEOPLE_DN}`;
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

export const dnOf = (name: string): string => `CN=${name},${PEOPLE_DN}`;
export const quoted = (password: string): Buffer => Buffer.from(`"${password}"`, 'utf16le');
const ticksOf = (ms: number): string => String(BigInt(ms) * 10_000n + 116_444_736_000_000_000n);

const attribute = (type: string, value: string | Buffer): Attribute =>
  new Attribute(typeof value === 'string' ? { type, values: [value] } : { type, values: [value] });
export const change = (operation: 'add' | 'delete' | 'replace', type: string, value: string | Buffer): Change[] => [
  new Change({ operation, modification: attribute(type, value) }),
];

/** A person whose account is in use: 512 is an account of nobody special. */
export const user = (name: string, password: string): Attribute[] => [
  attribute('objectClass', 'user'),
  attribute('sAMAccountName', name),
  attribute('userPrincipalName', `${name}@example.test`),
  attribute('unicodePwd', quoted(password)),
  attribute('userAccountControl', '512'),
];
