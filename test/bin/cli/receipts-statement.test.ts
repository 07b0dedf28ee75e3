import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconcile } from '../../../lambdas/app/intake/receipts.ts';
import { tallyMonth } from '../../../lambdas/app/intake/tally.ts';
import { confirm } from '../../../lambdas/app/people/registry.ts';
import { receiptIn } from '../../../lambdas/core/audit/receipts.ts';
import type { DirectoryChange } from '../../../lambdas/core/recovery/state/receipts.ts';
import { RECEIPTS_STREAM } from '../../../lambdas/core/recovery/state/tally.ts';
import { voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { cli } from '../../support/cli.ts';
import { ACTORS, aProfile } from '../../support/fixtures.ts';
import { forgedAfter } from '../../support/forgery.ts';
import { ModelReceipts } from '../../support/models/receipts.ts';
import { proposes, registryOn } from '../../support/register.ts';
import { PUBLISHED } from '../../support/signing.ts';

const JANE = 'cognito:jane';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-statement-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An export of a ledger in which Jane's password was changed twice by hand, and that month tallied; `hides`: the relay showed only the first; `forges`: somebody put a third one by hand, which two administrators voided. */
async function exported({ hides = false, forges = false, alters = (row: string): string => row } = {}) {
  const world = new ApiWorld();
  await world.reset();
  const month = world.now().slice(0, 7);
  const { connector, directoryId } = aProfile();
  const changeOf = (entry: string): DirectoryChange => ({
    ...{ connector, directoryId, kind: 'password-set', at: world.now(), entry },
    by: { as: 'other', name: 'role/Admin' },
  });
  for (const entry of ['e-1', 'e-2']) await reconcile(world.services, 'cloudtrail', changeOf(entry));
  const receipts = new ModelReceipts();
  const shown = world.commits(JANE).flatMap((commit) => receiptIn(commit) ?? []);
  if (forges) await voidedForgery(world, changeOf('e-3'));
  for (const receipt of hides ? shown.slice(0, 1) : shown) await receipts.note(receipt);
  world.advance(32 * 86_400);
  await tallyMonth({ ...world.services, receipts }, month);
  const rows = [...world.rows].flatMap(([account, commits]) => [
    { account, seq: commits.length, hash: commits.at(-1)?.hash },
    ...commits,
  ]);
  const file = join(folder, 'ledger.jsonl');
  writeFileSync(file, [...PUBLISHED, ...rows].map((row) => alters(JSON.stringify(row))).join('\n'));
  return { file, month };
}

/** A change that no log showed, in a commit of the wrong family. */
async function voidedForgery(world: ApiWorld, change: DirectoryChange): Promise<void> {
  const { ledger, services } = world;
  const head = await ledger.head(JANE);
  const event = { type: 'UngovernedChangeSeen', change, cause: 'no-grant' } as const;
  const by = { family: 'people', command: 'StopRecovery', recovery: null } as const;
  const forged = forgedAfter(head, { stream: JANE, ...by, events: [event], at: world.now() });
  await ledger.append(forged);
  const { seq } = forged.commit;
  const { digest } = await proposes(services, { void: { stream: JANE, from: seq, to: seq } });
  const confirmation = { stream: voidsStream(JANE), digest };
  await confirm(registryOn(services), { id: 'confirm-1', actor: ACTORS.secondAdmin }, confirmation);
}

const statement = (file: string, month: string, ...more: readonly string[]) =>
  cli(['receipts', 'statement', '--month', month, '--file', file, ...more], { env: { COUNTERSIGN_TOKEN: '' } });
const verified = (file: string) => cli(['ledger', 'verify', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });

describe('receipts statement', () => {
  it('shows the tally of a month, verifies its signature and counts again, without the service', async () => {
    const { file, month } = await exported();
    const { code, out } = await statement(file, month);
    expect(out).toContain('2 in all, 0 of a recovery, 2 of none:');
    expect(out).toContain(`Commit 1 of ${RECEIPTS_STREAM}, `);
    expect(out).toContain('verified: signed by the functions that read logs\nverified: the ledger has exactly these');
    expect(code).toBe(0);
    const asJson = JSON.parse((await statement(file, month, '--json')).out);
    expect(asJson).toMatchObject({ month, ungoverned: 2, signed: true, counted: true, commit: { seq: 1 } });
  });

  it('says that a change was hidden from it, and so does the verification of the whole ledger', async () => {
    const { file, month } = await exported({ hides: true });
    const { code, out } = await statement(file, month);
    expect([code, out]).toEqual([4, expect.stringContaining('not verified: the ledger has others')]);
    const whole = await verified(file);
    expect(whole.code).toBe(4);
    expect(whole.out).toContain(`it says of ${month} that 1 of 1 changes were of no recovery; the ledger has 2 of 2`);
  });

  it('counts no change that somebody forged and two administrators voided, as the verification of the ledger does not', async () => {
    const { file, month } = await exported({ forges: true });
    const { code, out } = await statement(file, month);
    expect(out).toContain('2 in all, 0 of a recovery, 2 of none:');
    expect(out).toContain('verified: the ledger has exactly these changes');
    expect([code, (await verified(file)).out]).toEqual([
      0,
      expect.stringContaining('intact: what was counted of 1 month'),
    ]);
  });

  it('says that it was altered after it was signed', async () => {
    const alters = (row: string) => (row.includes('ReceiptsTallied') ? row.replaceAll('2 of none', '0 of none') : row);
    const { file, month } = await exported({ alters });
    const { code, out } = await statement(file, month);
    expect([code, out]).toEqual([4, expect.stringContaining('its bytes are not the ones that were hashed')]);
  });

  it('says of a month that nobody tallied that nobody signed it', async () => {
    const { file } = await exported();
    const { code, out } = await statement(file, '2020-01');
    expect([code, out]).toEqual([1, expect.stringContaining('nobody has signed a tally of this month')]);
    expect((await statement(file, '2020-13')).code).toBe(2);
    expect((await cli(['receipts', 'statement', '--file', file])).code).toBe(2);
  });
});

/** As `ledger export --only receipts:monthly` leaves it. */
async function part() {
  const { file, month } = await exported();
  const whole = readFileSync(file, 'utf8').split('\n');
  const some = whole.filter((row) => (JSON.parse(row) as { account?: string }).account !== JANE);
  writeFileSync(file, [...some, JSON.stringify({ only: [RECEIPTS_STREAM] })].join('\n'));
  return { file, month };
}

describe('a part of the ledger', () => {
  it('is verified without counting its months, and says so', async () => {
    const { file } = await part();
    const { code, out } = await verified(file);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('not counted: 1 month, for this is a part of the ledger\n'),
    ]);
    const asJson = await cli(['ledger', 'verify', '--json', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
    expect(JSON.parse(asJson.out)).toMatchObject({
      ...{ intact: true, isPart: true, tallies: 0, uncounted: 1, miscounted: [] },
    });
  });

  it('is what a program too reads of a whole export to which somebody has added that line', async () => {
    const { file } = await exported({ hides: true });
    const json = () => cli(['ledger', 'verify', '--json', '--file', file], { env: { COUNTERSIGN_TOKEN: '' } });
    expect(JSON.parse((await json()).out)).toMatchObject({ intact: false, isPart: false, uncounted: 0 });
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n${JSON.stringify({ only: [] })}`);
    expect(JSON.parse((await json()).out)).toMatchObject({ isPart: true, uncounted: 1 });
  });

  it('shows no statement: nobody can count a month of it', async () => {
    const { file, month } = await part();
    const { code, err } = await statement(file, month);
    expect([code, err]).toEqual([2, expect.stringContaining('is a part of the ledger: nobody can count a month')]);
  });
});

it('an intact ledger says that what was counted of its months is right', async () => {
  const { file } = await exported();
  const { out } = await verified(file);
  expect(out).toContain('intact: what was counted of 1 month\n');
});
