import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENV } from '../../lambdas/contract/environment.ts';
import { METHOD_NAMES, METHODS } from '../../lambdas/core/proofing/methods.ts';
import { ACTIONS, isNhi, KINDS, TIERS, yieldsCredential } from '../../lambdas/core/registry/account.ts';
import { messagesOf } from '../../local/serve/outbox.ts';
import type { Visitor } from '../../local/serve/visitor.ts';
import { type LocalSystem, startLocal } from '../../local/start/system.ts';
import { eventsOf, Play, type Shown } from '../support/play.ts';
import { CONNECTED, type LiveDirectories, liveDirectories } from './support/directories.ts';
import { shippedPolicy } from './support/flows.ts';
import { enrolFor, give } from './support/giving.ts';
import { isRecovered, JOINED, registered } from './support/joining.ts';
import { nameOf, type Row, rowsOf } from './support/rows.ts';
import { GRANT_MS, SHORT } from './support/short.ts';
import { type Household, householdOf, Town } from './support/town.ts';
import { type InTurn, inTurns } from './support/turns.ts';
import { prepared, type Use } from './support/uses.ts';

/**
 * Nobody ends in a dead end, on the live system: every action that the shipped policy allows, for every kind and tier of account, and
 * every company of people that can prove it, from the call to the end of what was given. A new rule is a new row, and so is a new connector or method.
 */

/** Journeys at the same time; those that wait for the end of their grant do not count. */
const AT_ONCE = 10;

/** How often somebody looks who waits for a person, and who waits for the end of a grant. */
const [OFTEN_MS, SELDOM_MS] = [400, 2_500];

/** Longer than any wait of the policy, on a busy machine. */
const PATIENCE_MS = 120_000;

const ROWS = rowsOf(shippedPolicy('default'), CONNECTED);
const HOUSEHOLDS = ROWS.map(householdOf);

const folder = mkdtempSync(join(tmpdir(), 'countersign-journeys-'));
let directories: LiveDirectories;
let system: LocalSystem;
const journeys = new Map<string, Promise<Walked>>();
let play: Play;
let joined: ReturnType<typeof registered>;

beforeAll(async () => {
  cpSync(fileURLToPath(new URL('../../policies/default.yaml', import.meta.url)), join(folder, 'default.yaml'));
  writeFileSync(join(folder, 'short.yaml'), SHORT);
  const vendors = { idv: { name: 'Example ID', startUrl: 'https://idv.example.com/start?session={challenge}' } };
  writeFileSync(join(folder, 'vendors.json'), JSON.stringify(vendors));
  process.env[ENV.vendorsFile] = join(folder, 'vendors.json');
  const data = join(folder, 'data');
  directories = await liveDirectories(data);
  const options = { policy: join(folder, 'short.yaml'), data, sweepMs: 5_000 };
  system = await startLocal({ ...options, directories: directories.named });
  const uses = await Promise.all(
    HOUSEHOLDS.map(({ row: { connector, ...row }, target }) =>
      prepared({ system, directories }, connector ?? 'secrets-manager', { ...row, target }),
    ),
  );
  play = new Play(await Town.of(system, HOUSEHOLDS));
  joined = registered({ system, directories });
  joined.catch(() => undefined);
  const turn = inTurns(AT_ONCE);
  HOUSEHOLDS.forEach((household, index) => {
    const use = uses[index];
    if (use === undefined) throw new Error('every household has its use');
    const walked = walk(household, { play, use, isStopped: index % 2 === 0, turn });
    // Each test looks at its own; none may end the process before that.
    walked.catch(() => undefined);
    journeys.set(nameOf(household.row), walked);
  });
}, 300_000);

afterAll(async () => {
  await Promise.allSettled([...journeys.values(), joined]);
  await system?.stop();
  await directories?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 300_000);

interface Walking {
  readonly play: Play;
  readonly use: Use;
  /** Whether somebody on duty ends the grant, and not its time. */
  readonly isStopped: boolean;
  readonly turn: InTurn;
}

/** What became of a journey, for its row of the table. */
interface Walked {
  readonly shown: Shown;
  readonly claimed:
    | 'on the page'
    | 'signed in'
    | 'by the system that uses it'
    | 'there is nothing to claim'
    | 'no: denied at once';
  readonly ended: 'by people on duty' | 'by its time' | 'not begun';
}

/** From the call to what was claimed being used, to the end of the grant, to the review; what the recovery is in the end. */
async function walk(household: Household, { play, use, isStopped, turn }: Walking): Promise<Walked> {
  const { row, account, company } = household;
  const { recovery, credential, claimed } = await turn(async () => {
    const kept = await enrolFor({ system, play, household });
    if (Object.keys(kept).length > 0 || row.methods.includes('recovery-contact')) await pause(1_100);
    const opened = await play.opens(company.requester, account, row.action);
    if (row.connector === null) return { recovery: opened, credential: null, claimed: 'no: denied at once' } as const;
    await arrives(play, opened, 'proofing');
    const page = await play.visits(opened);
    for (const method of row.methods) await give({ system, play, household, kept, recovery: opened, page }, method);
    await agreedTo(play, opened);
    const taken = await claimedBy(household, { play, recovery: opened, page });
    await use.works(taken.credential);
    if (isStopped) await play.does('dana', `/recoveries/${opened}/stops`, { reason: 'it has done its work' });
    return { recovery: opened, ...taken };
  });
  if (row.connector === null) {
    const shown = await arrives(play, recovery, 'denied');
    await isTold(company.requester);
    return { shown, claimed, ended: 'not begun' };
  }
  // Nobody looks before it can be over.
  if (!isStopped) await pause(GRANT_MS);
  const { end } = await standing(
    play,
    recovery,
    ({ status, end: over }) => status === 'reviewing' || over !== null,
    SELDOM_MS,
  );
  await turn(() => use.isGone(credential));
  const review = { finding: 'appropriate', note: 'it was as it should be' };
  if (end === null) await turn(() => play.does('rita', `/recoveries/${recovery}/reviews`, review));
  const shown = await arrives(play, recovery, 'closed', SELDOM_MS);
  return { shown, claimed, ended: isStopped ? 'by people on duty' : 'by its time' };
}

/** Whoever asked for what nothing here can do is told so, and who can change that. */
async function isTold(requester: string): Promise<void> {
  const texts = () =>
    messagesOf(system.aws).flatMap(({ to, text }) => (to === `${requester}@example.com` ? [text] : []));
  const isSaid = () => texts().some((text) => text.includes('connect it to something that can do this'));
  for (const deadline = Date.now() + PATIENCE_MS; !isSaid(); await pause(SELDOM_MS))
    if (Date.now() > deadline) throw new Error(`${requester} was told: ${texts().join()}`);
}

/** The groups countersign, one after the other, until they are enough. */
async function agreedTo(play: Play, recovery: string): Promise<void> {
  for (const approver of ['pia', 'sara', 'ida']) {
    const { status, groups } = await standing(play, recovery, (now) => !['proofing', 'opened'].includes(now.status));
    if (status === 'approving' && groups.some((group) => APPROVES[approver] === group))
      await play.countersigns(approver, recovery);
  }
  await arrives(play, recovery, 'granted');
}

const APPROVES: Readonly<Record<string, string>> = { pia: 'platform', sara: 'security', ida: 'identity' };

interface Standing {
  readonly status: string;
  readonly end: string | null;
  /** The groups that the plan names. */
  readonly groups: readonly string[];
}

/** Waits for a status or an end; throws for another end. */
async function arrives(play: Play, recovery: string, status: string, everyMs?: number): Promise<Shown> {
  const now = await standing(play, recovery, ({ status: is, end }) => is === status || end !== null, everyMs);
  if (now.status !== status) throw new Error(`expected ${status}, it is ${now.status}`);
  return play.shows(recovery);
}

async function standing(
  play: Play,
  recovery: string,
  is: (now: Standing) => boolean,
  everyMs = OFTEN_MS,
): Promise<Standing> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await pause(everyMs)) {
    const { end, recovery: shown } = await play.shows(recovery);
    const { plan = null } = shown as { readonly plan?: { readonly approvals: object } | null };
    const groups = [...JSON.stringify(plan?.approvals ?? []).matchAll(/"group":"([^"]+)"/g)].map(
      ([, group = '']) => group,
    );
    const now = { status: end ?? shown.status, end, groups };
    if (is(now)) return now;
    if (Date.now() > deadline) throw new Error(`it is still ${now.status}`);
  }
}

/** On the page; or signed in, where the account is nobody's own and no page gave a proof. */
async function claimedBy(
  { row, company }: Household,
  { play, recovery, page }: { readonly play: Play; readonly recovery: string; readonly page: Visitor },
): Promise<Pick<Walked, 'claimed'> & { readonly credential: string | null }> {
  if (!yieldsCredential(row.action))
    return { claimed: isNhi(row.kind) ? 'by the system that uses it' : 'there is nothing to claim', credential: null };
  const isByPeople = row.methods.every((method) => !['system', 'vendor'].includes(METHODS[method].confirmedBy));
  if (row.kind !== 'shared-mailbox' || !isByPeople)
    return { claimed: 'on the page', credential: await play.claims(page) };
  const { credential } = await play.does(company.requester, `/recoveries/${recovery}/claims`);
  return { claimed: 'signed in', credential: String(credential) };
}

it('tries every kind of account, method and environment, every connector that is here, and every action that the policy knows', () => {
  const tried = <Name extends keyof Row>(name: Name) => new Set(ROWS.map((row) => row[name]));
  expect(tried('kind')).toEqual(new Set(KINDS));
  expect(tried('tier')).toEqual(new Set(TIERS));
  expect(new Set(ROWS.flatMap(({ methods }) => methods))).toEqual(new Set(METHOD_NAMES));
  expect(tried('connector')).toEqual(new Set([...CONNECTED, null]));
  expect(tried('action')).toEqual(new Set(ACTIONS.filter((action) => action !== 'change-contact')));
  expect([...tried('environment')]).toEqual(expect.arrayContaining(['production', 'executives', 'contractors']));
  expect(journeys.size).toBe(ROWS.length);
});

describe('a recovery that the policy allows', () => {
  it.each(ROWS.map((row) => [nameOf(row), row] as const))(
    '%s',
    async (name, row) => {
      const walked = await journeys.get(name);
      const events = walked === undefined ? [] : eventsOf(walked.shown);
      if (row.connector === null) {
        // It is said at once, and nobody proves or approves what cannot be done.
        expect(events).toEqual(['RecoveryOpened', 'RecoveryDenied']);
        expect(JSON.stringify(walked?.shown)).toContain(`\`secrets-manager\` does not perform \`${row.action}\``);
        return;
      }
      expect(events).toEqual(expect.arrayContaining(['GrantIssued', 'RevocationConfirmed', 'RecoveryClosed']));
      expect(events.includes('GrantClaimed')).toBe(yieldsCredential(row.action));
    },
    300_000,
  );

  it('is a table: whose account and what is done | who proves | how | where | claimed | ended', async () => {
    const rows = await Promise.all(
      ROWS.map(async (row) => {
        const { claimed, ended } = (await journeys.get(nameOf(row))) ?? { claimed: 'never', ended: 'never' };
        const { kind, tier, environment, action, who, methods, connector } = row;
        const cells = [
          who ?? 'nobody is asked',
          methods.join(' and ') || 'nothing',
          connector ?? 'nowhere',
          claimed,
          ended,
        ];
        return [`${tier} ${kind} (${environment}) ${action}`, ...cells].join(' | ');
      }),
    );
    console.log(rows.join('\n'));
    expect(new Set(rows).size).toBe(ROWS.length);
  });
});

describe('somebody new', () => {
  it.each(JOINED.map((connector) => [connector] as const))(
    'comes by a look at the directory of record, is registered by two administrators, and is recovered in %s',
    async (connector) => {
      const events = await isRecovered(play, connector, (await joined).get(connector));
      expect(events).toEqual(expect.arrayContaining(['GrantIssued', 'GrantClaimed', 'RevocationConfirmed']));
    },
    300_000,
  );
});
