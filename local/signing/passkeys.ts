import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { challengeOf, type SignedStatement, type Statement } from '../../lambdas/core/approvals/statement.ts';
import { type DutyCommand, decidedBy, type SignableCommand } from '../../lambdas/core/recovery/assess/signed.ts';
import type { Command } from '../../lambdas/core/recovery/state/commands.ts';
import { POLICY_STREAM } from '../../lambdas/core/registry/adoption.ts';
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

/** The passkeys of a local system, and where it is. */
interface Signers {
  readonly url: string;
  readonly passkeys: Passkeys;
}

/** What a demo person signs when they decide this on a recovery; undefined for one without a passkey. */
export function signedDecision(
  { url, passkeys }: Signers,
  short: string,
  {
    account: stream,
    recovery,
    command,
  }: { readonly account: string; readonly recovery: string; readonly command: SignableCommand },
): SignedStatement | undefined {
  const key = passkeys[short];
  const decided = decidedBy(command);
  if (key === undefined || decided === undefined) return undefined;
  return signed(key, url, { ...decided, stream, recovery, person: `person:${short}` });
}

/** What a demo person signs when they decide this on a stream of the registry; undefined for one without a passkey. */
function signedForRegistry({ url, passkeys }: Signers, short: string, stream: string, command: Command) {
  const key = passkeys[short];
  const decided = decidedBy(command);
  if (key === undefined || decided === undefined) return undefined;
  return signed(key, url, { ...decided, stream, recovery: null, person: `person:${short}` });
}

/** The body of a confirmation by a demo person, signed with their passkey where they have one. */
export function signedConfirmation<Confirmed extends { readonly stream: string; readonly digest: string }>(
  at: Signers,
  short: string,
  body: Confirmed,
): Confirmed & { readonly signed?: SignedStatement } {
  const { stream, digest } = body;
  const said = signedForRegistry(at, short, stream, { type: 'ConfirmProposal', digest });
  return { ...body, ...(said === undefined ? {} : { signed: said }) };
}

/** The body of a countersignature of this plan by a demo person, signed with their passkey where they have one. */
export function countersignature(
  at: Signers,
  short: string,
  { account, recovery, digest }: { readonly account: string; readonly recovery: string; readonly digest: string },
): { readonly digest: string; readonly signed?: SignedStatement } {
  const said = signedDecision(at, short, { account, recovery, command: { type: 'CountersignPlan', digest } });
  return { digest, ...(said === undefined ? {} : { signed: said }) };
}

/** Where the registry's proposals are confirmed. */
export const CONFIRMATIONS = '/registry/confirmations';

const DECISIONS = {
  ...({ proofs: 'RecordProof', rejections: 'RejectPlan', reviews: 'ReviewRecovery' } as const),
  ...({ work: 'ReportWork', 'work-confirmations': 'ConfirmWork' } as const),
} as const;

const ON_DUTY: Readonly<Record<string, DutyCommand['type']>> = {
  '/threats': 'RaiseThreat',
  '/threats/lowerings': 'LowerThreat',
  '/incidents': 'DeclareIncident',
  '/incidents/ends': 'EndIncident',
};

/** The body of what somebody of the demo decides on duty, signed with their passkey where they have one. */
function signedOnDuty(at: Signers, short: string, { type, body }: { type: DutyCommand['type']; body: object }): object {
  const { account = POLICY_STREAM, ...said } = body as { readonly account?: string };
  const command = { desk: null, drain: false, ...said, type } as unknown as DutyCommand;
  const signed = signedForRegistry(at, short, account, command);
  return signed === undefined ? body : { ...body, signed };
}

/**
 * The body of a request to this path by a demo person, signed where it decides something that people sign. `accountOf` is asked for the account
 * of the recovery.
 */
export async function signedBody(
  at: Signers,
  short: string,
  { path, body }: { readonly path: string; readonly body: unknown },
  accountOf: (recovery: string) => Promise<string>,
): Promise<unknown> {
  if (path === CONFIRMATIONS) return signedConfirmation(at, short, body as Parameters<typeof signedConfirmation>[2]);
  const onDuty = ON_DUTY[path];
  if (onDuty !== undefined) return signedOnDuty(at, short, { type: onDuty, body: body as object });
  const [, recovery, what = ''] = /^\/recoveries\/([^/]+)\/([\w-]+)$/.exec(path) ?? [];
  const type = Object.hasOwn(DECISIONS, what) ? DECISIONS[what as keyof typeof DECISIONS] : undefined;
  if (type === undefined || recovery === undefined || at.passkeys[short] === undefined) return body;
  const content = { reference: null, seen: [], ...(body as object) };
  const command = { type, ...content } as unknown as SignableCommand;
  return {
    ...(body as object),
    signed: signedDecision(at, short, { account: await accountOf(recovery), recovery, command }),
  };
}
