import { DEMO_PEOPLE } from '../directory/people.ts';
import type { SigningKeys } from '../directory/world.ts';
import type { Folder } from '../start/folder.ts';
import type { Issuer } from './issuer.ts';

/** Tokens of the demo people by their short names. */
export type Tokens = Readonly<Record<string, string>>;

/** Everything needed to play the demo people from another process; in the data folder, for its owner only. */
export interface Access extends SigningKeys {
  readonly tokens: Tokens;
  /** Access key of whoever administers the stand-ins of AWS. */
  readonly operatorKey: string;
}

export const ACCESS_FILE = 'access.json';

/** A fresh token for every person, valid for 12 hours. */
async function signTokens(issuer: Issuer): Promise<Tokens> {
  const tokens = DEMO_PEOPLE.map(async ({ short, subject, groups, addresses }) => {
    const [email] = addresses;
    return [short, await issuer.sign({ subject, groups, ...(email === undefined ? {} : { email }) })] as const;
  });
  return Object.fromEntries(await Promise.all(tokens));
}

/** Fresh tokens for every person, replacing those in the folder. */
export async function renewTokens(folder: Folder, issuer: Issuer, keys: Omit<Access, 'tokens'>): Promise<Tokens> {
  const tokens = await signTokens(issuer);
  await writeAccess(folder, { tokens, ...keys });
  return tokens;
}

/** Writes the tokens, one file for each person as `--token-file` reads it, and one file with everything for programs. */
export async function writeAccess(folder: Folder, access: Access): Promise<void> {
  await folder.inner('tokens');
  for (const [short, token] of Object.entries(access.tokens)) await folder.write(`tokens/${short}`, `${token}\n`);
  await folder.write(ACCESS_FILE, `${JSON.stringify(access, null, 2)}\n`);
}
