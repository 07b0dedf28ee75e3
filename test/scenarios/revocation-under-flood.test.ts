import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NAMES } from '../../local/start/environment.ts';
import { AttackWorld } from '../attacks/world.ts';
import { startScenario } from '../support/local-system.ts';

/** Access ends in time while another process sends as much junk as this machine can take; nothing here throttles, as API Gateway would. */

const JUNK = fileURLToPath(new URL('../support/junk.ts', import.meta.url));
/** Long enough that the flood is in full swing when the grants end. */
const GRANT_SECONDS = 40;
/** Milliseconds after its end, or after the stop, within which a grant is confirmed gone; the sweeper's alarm rings after 300 s. */
const LATEST_MS = 30_000;

let world: AttackWorld;
let stop: () => Promise<void>;
const children: ChildProcess[] = [];
beforeAll(async () => {
  const started = await startScenario(undefined, undefined, undefined, `${GRANT_SECONDS}s`);
  world = new AttackWorld(started.system);
  stop = started.stop;
}, 120_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await stop();
});

async function granted(): Promise<{ readonly recovery: string; readonly endsAt: number }> {
  const recovery = await world.opened('jane', await world.account());
  await world.play.proves('vera', recovery, 'in-person');
  await world.play.countersigns('ivan', recovery);
  const shown = await world.play.until(recovery, 'granted');
  return { recovery, endsAt: Date.parse(shown.recovery.grant?.expiresAt ?? '') };
}

/** When it was confirmed that the access is gone, from the ledger itself: no request is in the way of this look. */
async function confirmedAt(recovery: string): Promise<number | undefined> {
  for await (const item of world.system.aws.dynamodb.scan({ TableName: NAMES.ledger })) {
    const commit = item as { readonly at: { readonly S: string }; readonly recovery?: { readonly S?: string } };
    if (commit.recovery?.S === recovery && JSON.stringify(item).includes('RevocationConfirmed'))
      return Date.parse(commit.at.S);
  }
  return undefined;
}

async function until<Found>(look: () => Promise<Found | undefined>, patienceMs: number): Promise<Found> {
  const begin = Date.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() - begin > patienceMs) throw new Error('not confirmed gone');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Sends junk until it is ended; then tells how often each answer was given. */
function flood(recovery: string): () => Promise<Readonly<Record<string, number>>> {
  const child = spawn(process.execPath, ['--import', 'tsx', JUNK, world.system.url, recovery]);
  children.push(child);
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += String(text);
  });
  child.stderr.on('data', (text) => {
    printed += String(text);
  });
  return async () => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin.end();
    await ended;
    return JSON.parse(printed) as Readonly<Record<string, number>>;
  };
}

describe('while as much junk arrives as the machine can send', () => {
  it('a grant ends at its time, and another when its owner says so', async () => {
    const [timed, stopped] = await Promise.all([granted(), granted()]);
    const end = flood(timed.recovery);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const saidAt = Date.now();
    expect(saidAt).toBeLessThan(timed.endsAt);
    await world.play.does('jane', `/recoveries/${stopped.recovery}/stops`, { reason: 'that was not me' });
    const late = {
      stopped: (await until(() => confirmedAt(stopped.recovery), LATEST_MS * 2)) - saidAt,
      timed: (await until(() => confirmedAt(timed.recovery), GRANT_SECONDS * 1_000 + LATEST_MS * 2)) - timed.endsAt,
    };
    const answers = await end();
    process.stdout.write(`${JSON.stringify({ late, answers })}\n`);
    expect(late.timed).toBeGreaterThanOrEqual(0);
    for (const ms of Object.values(late)) expect(ms).toBeLessThan(LATEST_MS);
    // It was a flood, it was answered, and the system failed at none of it.
    expect((answers['2xx'] ?? 0) + (answers['4xx'] ?? 0)).toBeGreaterThan(500);
    expect(answers['5xx'] ?? 0).toBe(0);
  }, 240_000);
});
