import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProposedProfile } from '../../../lambdas/app/people/registry.ts';
import { isNhi, isPersonal } from '../../../lambdas/core/registry/account.ts';
import { subjectAt } from '../../../lambdas/core/registry/person.ts';
import { type Issuer, issuerAt, issuerKey } from '../../../local/serve/issuer.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { confirmsOnConsole } from '../../../local/signing/console-page.ts';
import { recordedPasskeys } from '../../../local/signing/passkeys.ts';
import type { LocalSystem } from '../../../local/start/system.ts';
import { cli } from '../../support/cli.ts';
import type { Row } from './rows.ts';

/** The people of one journey, by their short names: nobody is in two, so no counter across accounts takes them for a campaign. */
export interface Company {
  readonly requester: string;
  readonly custodian: string;
  readonly friend: string;
  readonly manager: string;
  readonly verifiers: readonly [string, string];
}

/** One row with the account that it is about, and its company. */
export interface Household {
  readonly row: Row;
  readonly account: string;
  /** The account's name in its directory. */
  readonly target: string;
  readonly company: Company;
}

/** How many journeys share a manager and two verifiers: fewer than would be remarkable. */
const SHARED = 4;

export const householdOf = (row: Row, index: number): Household => {
  const shared = Math.floor(index / SHARED);
  const { folder, directory } = placeOf(row);
  const target = `${folder}journey-${index}`;
  return {
    ...{ row, target, account: `${directory}:${target}` },
    company: {
      ...{ requester: `asker-${index}`, custodian: `custodian-${index}`, friend: `friend-${index}` },
      ...{ manager: `manager-${shared}`, verifiers: [`verifier-${shared}`, `second-${shared}`] },
    },
  };
};

/** What stands before the name of an account in its directory, and before that in its id. */
function placeOf({ kind, connector }: Row): { readonly folder: string; readonly directory: string } {
  if (connector === 'iam') return { folder: isNhi(kind) ? 'role/' : 'user/', directory: 'iam' };
  if (kind === 'device') return { folder: 'device/', directory: 'entra' };
  return isNhi(kind) ? { folder: 'live/', directory: 'secret' } : { folder: '', directory: 'dir' };
}

const isOwn = ({ kind }: Row): boolean => isPersonal(kind);

const hasCustodian = (row: Row): boolean => !isOwn(row) || row.methods.includes('custodian-attestation');

/** Everybody who has a part in a journey. */
const neededIn = ({ row, company }: Household): readonly string[] => [
  ...[company.requester, company.manager, ...company.verifiers],
  ...(hasCustodian(row) ? [company.custodian] : []),
  ...(row.methods.includes('recovery-contact') ? [company.friend] : []),
];

const LONG_AGO = '2026-01-05T09:00:00.000Z';

/** Mailbox, mobile and landline of a requester, by the number of their journey. */
export const reachOf = ({ company: { requester } }: Household) => {
  const number = requester.replace(/\D/g, '').padStart(4, '0');
  return { mail: `${requester}@home.example`, mobile: `+1202555${number}`, home: `+1202556${number}` } as const;
};

function profileOf(household: Household): ProposedProfile {
  const { row, account, target, company } = household;
  const [requester, custodian] = [`person:${company.requester}`, `person:${company.custodian}`];
  const { mail, mobile, home } = reachOf(household);
  return {
    ...{ account, target, kind: row.kind, tier: row.tier, environment: row.environment },
    ...{ owner: isOwn(row) ? requester : null },
    custodians: [...(isOwn(row) ? [] : [requester]), ...(hasCustodian(row) ? [custodian] : [])],
    ...{ manager: `person:${company.manager}`, connector: row.connector ?? 'secrets-manager' },
    contacts: isOwn(row)
      ? [
          { id: 'mail', kind: 'email', address: mail, since: LONG_AGO },
          { id: 'mobile', kind: 'sms', address: mobile, since: LONG_AGO },
          { id: 'home', kind: 'voice', address: home, since: LONG_AGO },
        ]
      : [],
  };
}

interface Owned extends Pick<Town, 'tokens' | 'passkeys'> {
  readonly parts: (name: string) => readonly string[];
}

/** The people of all journeys, with their tokens and passkeys, besides those of the demo. */
export class Town {
  readonly #system: LocalSystem;
  readonly tokens: Readonly<Record<string, string>>;
  readonly passkeys: Readonly<Record<string, SoftwareAuthenticator>>;
  readonly #parts: (name: string) => readonly string[];

  private constructor(system: LocalSystem, { parts, ...own }: Owned) {
    this.#system = system;
    this.#parts = parts;
    this.tokens = { ...system.tokens, ...own.tokens };
    this.passkeys = { ...system.passkeys, ...own.passkeys };
  }

  /** What the token of somebody of the town says. */
  groupsOf(name: string): readonly string[] {
    return this.#parts(name);
  }

  get url(): string {
    return this.#system.url;
  }

  /** Imports everybody and their accounts: proposed by one administrator, confirmed by the other. */
  static async of(system: LocalSystem, households: readonly Household[]): Promise<Town> {
    const issuer = issuerAt(system.url, await issuerKey(system.folder.path));
    const verifiers = new Set(households.flatMap(({ company }) => company.verifiers));
    const names = [...new Set(households.flatMap(neededIn))];
    const passkeys = Object.fromEntries(names.map((name) => [name, new SoftwareAuthenticator()]));
    const parts = (name: string) => (verifiers.has(name) ? ['verifier'] : []);
    const people = names.map((name) => ({
      ...{
        person: `person:${name}`,
        name,
        nature: 'human',
        subjects: [subjectAt(system.url, name)],
        parts: parts(name),
      },
      ...{
        addresses: [`${name}@example.com`],
        ticketUsers: [],
        passkeys: recordedPasskeys(passkeys, name, system.url),
      },
    }));
    const tokens = await Promise.all(
      names.map(async (name) => [name, await tokenOf(issuer, name, parts(name))] as const),
    );
    await imported(system, [...people, ...households.map(profileOf)]);
    // Whoever was just registered is found once the relay has shown them.
    await system.aws.stream?.settled();
    return new Town(system, { tokens: Object.fromEntries(tokens), passkeys, parts });
  }
}

const tokenOf = (issuer: Issuer, subject: string, groups: readonly string[]): Promise<string> =>
  issuer.sign({ subject, groups });

export async function imported(system: LocalSystem, records: readonly object[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-town-'));
  const file = join(folder, 'all.jsonl');
  writeFileSync(file, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const as = async (who: string, ...argv: readonly string[]): Promise<string> => {
    const env = { COUNTERSIGN_TOKEN: system.tokens[who] ?? '' };
    const browser = (address: string) => void confirmsOnConsole(system, who, address);
    const { code, out, err } = await cli(['registry', ...argv], { url: system.url, env, live: true, browser });
    if (code !== 0) throw new Error(`${argv.join(' ')}: ${code} ${err} ${out}`);
    return out;
  };
  try {
    const { digest } = JSON.parse(await as('otto', 'digest', file, '--json')) as { readonly digest: string };
    await as('adam', 'import', file, '--yes');
    await as('ada', 'import', file, '--confirm', '--digest', digest, '--yes');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
