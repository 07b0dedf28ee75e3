import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalProcess, run, startProcess } from '../support/local-process.ts';
import { shortPolicy } from '../support/local-system.ts';
import { eventsOf, Play } from '../support/play.ts';

/** `npm start --data` as a process of its own, which is killed in the middle of what it does. */

let folder: string;
let data: string;
let running: LocalProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-restart-'));
  data = join(folder, 'data');
});
afterAll(async () => {
  await running?.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<Play> {
  running = await startProcess(data, '--policy', await shortPolicy(folder));
  return new Play(running);
}

describe('a system with a data folder', () => {
  it('goes on with what was under way, after a kill and after a clean stop', async () => {
    const first = await start();
    const recovery = await first.opens('jane', 'cognito:jane', 'reset-password');
    await first.until(recovery, 'proofing');
    await running?.end('SIGKILL');

    const second = await start();
    const visitor = await second.visits(recovery);
    await second.proves('vera', recovery, 'in-person', visitor);
    await second.countersigns('ida', recovery);
    await second.until(recovery, 'granted');
    expect((await second.claims(visitor)).length).toBeGreaterThan(15);
    expect(await running?.end('SIGTERM')).toBe(0);

    // The grant ends while nothing runs.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const third = await start();
    const closed = await third.isReviewed(recovery);
    expect(eventsOf(closed)).toEqual([
      ...['RecoveryOpened', 'RecoveryAssessed', 'WordsHeard', 'ProofRecorded', 'ProofingCompleted'],
      ...['PlanCountersigned', 'ApprovalCompleted', 'ExecutionStarted', 'GrantIssued', 'GrantClaimed'],
      ...['RevocationStarted', 'RevocationConfirmed', 'ReviewRecorded', 'RecoveryClosed'],
    ]);
  }, 120_000);

  it('belongs to one process', async () => {
    const second = await run('local/start/main.ts', '--port', '0', '--data', data);
    expect(second.stderr).toBe(`\`${data}\` is in use by another system, or another program has its port\n`);
    expect(second.code).toBe(1);
    expect((await fetch(`${running?.url}/openapi.json`)).status).toBe(200);
  }, 120_000);
});

describe('npm start', () => {
  it('says which port is taken', async () => {
    const port = new URL(running?.url ?? '').port;
    const second = await run('local/start/main.ts', '--port', port);
    expect([second.code, second.stderr]).toEqual([1, `port \`${port}\` is taken; choose another with \`--port\`\n`]);
  }, 120_000);

  it('explains itself, and wrong arguments, without starting anything', async () => {
    const [help, wrong] = await Promise.all([
      run('local/start/main.ts', '--help'),
      run('local/start/main.ts', '--prot', '1'),
    ]);
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('Usage: npm start');
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain('unknown option `--prot`');
  }, 120_000);
});
