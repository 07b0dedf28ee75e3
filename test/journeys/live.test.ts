import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENV } from '../../lambdas/contract/environment.ts';
import { METHOD_NAMES, METHODS } from '../../lambdas/core/proofing/methods.ts';
import { yieldsCredential } from '../../lambdas/core/registry/account.ts';
import type { Visitor } from '../../local/serve/visitor.ts';
import { type LocalSystem, startLocal } from '../../local/start/system.ts';
import { eventsOf, Play, type Shown } from '../support/play.ts';
import { CONNECTED, type LiveDirectories, liveDirectories } from './support/directories.ts';
import { shippedPolicy } from './support/flows.ts';
import { enrolFor, give } from './support/giving.ts';
import { nameOf, rowsOf } from './support/rows.ts';
import { type Household, householdOf, Town } from './support/town.ts';
import { prepared, type Use } from './support/uses.ts';

/**
 * Nobody ends in a dead end, on the live system: every action that the shipped policy allows, for every kind and tier of account, and
 * every company of people that can prove it, from the call to the end of what was given. A new rule is a new row, and so is a new connector or method.
 */

const SHORT = `name: journeys
extends: default.yaml
atMost: { proofWindow: 10m, approvalWindow: 10m, coolingOff: 1s, grant: 25s, reviewWithin: 10m }
hours: { zone: Etc/UTC, days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00" }
authenticatorMinAge: 1s
sightingsReviewed: 100
`;

/** Journeys at the same time; those that wait for the end of their grant do not count. */
const AT_ONCE = 8;

const ROWS = rowsOf(shippedPolicy('default'), CONNECTED);
const HOUSEHOLDS = ROWS.map(householdOf);

const folder = mkdtempSync(join(tmpdir(), 'countersign-journeys-'));
let directories: LiveDirectories;
let system: LocalSystem;
const journeys = new Map<string, Promise<Shown>>();

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
    HOUSEHOLDS.map(({ row: { connector, action }, target }) =>
      connector === null ? null : prepared({ system, directories }, connector, { target, action }),
    ),
  );
  const play = new Play(await Town.of(system, HOUSEHOLDS));
  const turn = inTurns(AT_ONCE);
  HOUSEHOLDS.forEach((household, index) => {
    const walked = walk(household, { play, use: uses[index] ?? null, isStopped: index % 2 === 0, turn });
    // Each test looks at its own; none may end the process before that.
    walked.catch(() => undefined);
    journeys.set(nameOf(household.row), walked);
  });
}, 300_000);

afterAll(async () => {
  await Promise.allSettled(journeys.values());
  await system?.stop();
  await directories?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Walking {
  readonly play: Play;
  readonly use: Use | null;
  /** Whether somebody on duty ends the grant, and not its time. */
  readonly isStopped: boolean;
  readonly turn: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

/** From the call to what was claimed being used, to the end of the grant, to the review; what the recovery is in the end. */
async function walk(household: Household, { play, use, isStopped, turn }: Walking): Promise<Shown> {
  const { row, account, company } = household;
  const { recovery, credential } = await turn(async () => {
    const kept = await enrolFor({ system, play, household });
    if (Object.keys(kept).length > 0 || row.methods.includes('recovery-contact')) await pause(1_100);
    const opened = await play.opens(company.requester, account, row.action);
    if (use === null) return { recovery: opened, credential: null };
    await play.until(opened, 'proofing');
    const page = await play.visits(opened);
    for (const method of row.methods) await give({ system, play, household, kept, recovery: opened, page }, method);
    await agreedTo(play, opened);
    const claimed = await (yieldsCredential(row.action)
      ? claimedBy(household, { play, recovery: opened, page })
      : null);
    await use.works(claimed);
    if (isStopped) await play.does('dana', `/recoveries/${opened}/stops`, { reason: 'it has done its work' });
    return { recovery: opened, credential: claimed };
  });
  if (use === null) return play.until(recovery, 'denied');
  const { end } = await standing(play, recovery, ({ status, end: over }) => status === 'reviewing' || over !== null);
  await turn(() => use.isGone(credential));
  return end === null ? turn(() => play.isReviewed(recovery)) : play.until(recovery, 'closed');
}

/** The groups countersign, one after the other, until they are enough. */
async function agreedTo(play: Play, recovery: string): Promise<void> {
  for (const approver of ['pia', 'sara', 'ida']) {
    const { status, groups } = await standing(play, recovery, (now) => !['proofing', 'opened'].includes(now.status));
    if (status === 'approving' && groups.some((group) => APPROVES[approver] === group))
      await play.countersigns(approver, recovery);
  }
  await play.until(recovery, 'granted');
}

const APPROVES: Readonly<Record<string, string>> = { pia: 'platform', sara: 'security', ida: 'identity' };

interface Standing {
  readonly status: string;
  readonly end: string | null;
  /** The groups that the plan names. */
  readonly groups: readonly string[];
}

async function standing(play: Play, recovery: string, is: (now: Standing) => boolean): Promise<Standing> {
  for (const deadline = Date.now() + 120_000; ; await pause(50)) {
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
) {
  const isByPeople = row.methods.every((method) => !['system', 'vendor'].includes(METHODS[method].confirmedBy));
  if (row.kind !== 'shared-mailbox' || !isByPeople) return play.claims(page);
  return String((await play.does(company.requester, `/recoveries/${recovery}/claims`))['credential']);
}

/** Lets so many work at once. */
function inTurns(most: number): Walking['turn'] {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

it('tries every method, and every connector that is here', () => {
  expect([...new Set(ROWS.flatMap(({ methods }) => methods))].sort()).toEqual([...METHOD_NAMES].sort());
  expect([...new Set(ROWS.flatMap(({ connector }) => connector ?? []))].sort()).toEqual([...CONNECTED].sort());
  expect(journeys.size).toBe(ROWS.length);
});

describe('a recovery that the policy allows', () => {
  it.each(ROWS.map((row) => [nameOf(row), row] as const))(
    '%s',
    async (name, row) => {
      const shown = await journeys.get(name);
      const events = shown === undefined ? [] : eventsOf(shown);
      if (row.connector === null) {
        // It is said at once, and nobody proves or approves what cannot be done.
        expect(events).toEqual(['RecoveryOpened', 'RecoveryDenied']);
        expect(JSON.stringify(shown)).toContain('this deployment has no connector `pki`');
        return;
      }
      expect(events).toEqual(expect.arrayContaining(['GrantIssued', 'RevocationConfirmed', 'RecoveryClosed']));
      expect(events.includes('GrantClaimed')).toBe(yieldsCredential(row.action));
    },
    300_000,
  );
});
