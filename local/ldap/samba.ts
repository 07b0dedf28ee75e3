import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificate, certificateIn } from './certificate.ts';
import { programOf, type Running, ran, started } from './program.ts';
import {
  ADMINISTRATOR,
  administrationOf,
  asAdmin,
  BASE_DN,
  change,
  clientOf,
  type Domain,
  dnOf,
  OF_USERS,
  OPERATOR,
  PEOPLE_DN,
  quoted,
  READER,
  RESET_PASSWORD,
  sidOfOperator,
  tool,
  user,
  WRITABLE,
} from './samba-admin.ts';
import { type DirectoryPlace, type DirectoryServer, GROUPS, on, type SignIn } from './server.ts';

/** Why a real Active Directory cannot run here; undefined where it can. */
export function whyNoSamba(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'Samba serves a domain on Linux, and to root';
  const missing = ['samba', 'samba-tool', 'openssl'].filter((name) => programOf(name) === undefined);
  return missing.length === 0 ? undefined : `\`${missing.join('`, `')}\` is not installed`;
}

/** Where a domain controller will answer, and how it is started there. */
export interface PlannedSamba {
  readonly place: DirectoryPlace;
  /** Takes about 15 seconds. Removes all that it made when it fails. */
  start(): Promise<DirectoryServer>;
}

/**
 * A domain controller of Active Directory on this machine, in a new folder, with nobody in it but its service accounts. Its ports are fixed, so
 * each has a loopback address of its own: several can run at once. What others need to know of it is known before it runs.
 */
export async function planSamba(): Promise<PlannedSamba> {
  const folder = mkdtempSync(join(tmpdir(), 'samba-'));
  const host = `127.${64 + (Math.trunc(process.pid / 250 / 250) % 128)}.${Math.trunc(process.pid / 250) % 250}.${2 + (process.pid % 250)}`;
  const certificate = await certificateIn(folder, host);
  const place = { url: `ldaps://${host}`, ca: certificate.ca, base: BASE_DN, reader: READER, operator: OPERATOR };
  const start = async (): Promise<DirectoryServer> => {
    try {
      return await startIn(folder, { host, ...certificate });
    } catch (error) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
      throw error;
    }
  };
  return { place, start };
}

/** A planned domain controller that runs. */
export const startSamba = async (): Promise<DirectoryServer> => (await planSamba()).start();

async function startIn(
  folder: string,
  { host, keyFile, certFile, ca }: Certificate & { readonly host: string },
): Promise<DirectoryServer> {
  const data = join(folder, 'domain');
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

/** Groups, the two service accounts, the least rights of the one that changes, and a lockout. */
async function furnish(domain: Domain): Promise<void> {
  await asAdmin(domain, async (client) => {
    await client.add(PEOPLE_DN, { objectClass: ['organizationalUnit'] });
    for (const { username, password } of [READER, OPERATOR])
      await client.add(
        `CN=${username.split('@')[0]},CN=Users,${BASE_DN}`,
        user(username.split('@')[0] ?? '', password.reveal()),
      );
    for (const name of Object.values(GROUPS)) {
      await client.add(`CN=${name},${PEOPLE_DN}`, { objectClass: ['group'], sAMAccountName: name });
      const inner = `Members of ${name}`;
      await client.add(`CN=${inner},${PEOPLE_DN}`, { objectClass: ['group'], sAMAccountName: inner });
      await client.modify(`CN=${name},${PEOPLE_DN}`, change('add', 'member', `CN=${inner},${PEOPLE_DN}`));
    }
  });
  await delegate(domain);
  const settings = ['--account-lockout-threshold=3', '--min-pwd-age=0', '--history-length=0'];
  await tool(domain, 'domain', 'passwordsettings', 'set', ...settings);
}

/** What docs/integrations/ldap.md tells an administrator to delegate. */
async function delegate(domain: Domain): Promise<void> {
  const sid = await sidOfOperator(domain);
  const rights = [
    `(OA;CIIO;CR;${RESET_PASSWORD};${OF_USERS};${sid})`,
    ...WRITABLE.map((attribute) => `(OA;CIIO;RPWP;${attribute};${OF_USERS};${sid})`),
  ];
  await tool(domain, 'dsacl', 'set', `--objectdn=${PEOPLE_DN}`, '--action=allow', `--sddl=${rights.join('')}`);
}

function serverOf(domain: Domain, running: Running, folder: string): DirectoryServer {
  return {
    ...{ url: domain.url, ca: domain.ca, base: BASE_DN, people: PEOPLE_DN, reader: READER, operator: OPERATOR },
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
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
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
