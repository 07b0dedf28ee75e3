import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { challengeOf, type SignedStatement, type Statement } from '../../lambdas/core/approvals/statement.ts';
import type { StaffPasskey } from '../../lambdas/core/registry/person.ts';
import { DEMO_PEOPLE } from '../directory/people.ts';
import type { Folder } from '../start/folder.ts';
import { SoftwareAuthenticator } from './authenticator.ts';

/** The passkeys of the demo people, by their short names. */
export type Passkeys = Readonly<Record<string, SoftwareAuthenticator>>;

/** The private keys, as PKCS #8 in base64: in the data folder, for its owner only. */
const PASSKEYS_FILE = 'passkeys.json';

/**
 * The passkeys that the folder keeps. Every human has one; a machine decides nothing. The passkeys of a folder stay the same, because the
 * registry of the folder knows them.
 */
export async function passkeysIn(folder: Folder): Promise<Passkeys> {
  const text = await readFile(join(folder.path, PASSKEYS_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const passkeys = read(text);
  const privateKeys = Object.entries(passkeys).map(([short, key]) => [short, key.privateKey()] as const);
  await folder.write(PASSKEYS_FILE, `${JSON.stringify(Object.fromEntries(privateKeys), null, 2)}\n`);
  return passkeys;
}

/** The same for another process, which may read the folder of a system that was started before. */
export async function passkeysAt(folder: string): Promise<Passkeys> {
  return read(await readFile(join(folder, PASSKEYS_FILE), 'utf8'));
}

/** Makes those that the file does not have. */
function read(text: string): Passkeys {
  const kept = JSON.parse(text) as Readonly<Record<string, string>>;
  const humans = DEMO_PEOPLE.filter(({ nature }) => nature === 'human');
  return Object.fromEntries(humans.map(({ short }) => [short, passkeyFrom(kept[short])]));
}

const passkeyFrom = (kept: string | undefined): SoftwareAuthenticator =>
  kept === undefined
    ? new SoftwareAuthenticator()
    : new SoftwareAuthenticator('ES256', {
        key: createPrivateKey({ key: Buffer.from(kept, 'base64'), format: 'der', type: 'pkcs8' }),
      });

/** The origin of the console of a system on this machine: browsers make passkeys for the name `localhost`, not for an address. */
export const siteOf = (url: string): string => url.replace('//127.0.0.1', '//localhost');

/** The passkey of a demo person as their record has it: none for a machine. */
export function recordedPasskeys(passkeys: Passkeys, short: string, url: string): readonly StaffPasskey[] {
  const key = passkeys[short];
  if (key === undefined) return [];
  return [{ credentialId: key.id.toString('base64url'), publicKey: key.publicKey(), site: siteOf(url) }];
}

/** Signs what a demo person decides now, as they would on the console of the system at this address. */
export function signed(key: SoftwareAuthenticator, url: string, decided: Omit<Statement, 'at'>): SignedStatement {
  const statement: Statement = { ...decided, at: new Date().toISOString() };
  return { statement, assertion: key.use({ challenge: challengeOf(statement), origin: siteOf(url) }) };
}

/** The body of a countersignature of this plan by a demo person, signed with their passkey where they have one. */
export function countersignature(
  { url, passkeys }: { readonly url: string; readonly passkeys: Passkeys },
  short: string,
  plan: { readonly account: string; readonly recovery: string; readonly digest: string },
): { readonly digest: string; readonly signed?: SignedStatement } {
  const { account: stream, recovery, digest } = plan;
  const key = passkeys[short];
  if (key === undefined) return { digest };
  const decided = { kind: 'countersign', stream, recovery, digest, person: `person:${short}` } as const;
  return { digest, signed: signed(key, url, decided) };
}
