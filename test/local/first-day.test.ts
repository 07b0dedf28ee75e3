import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstDayHints } from '../../local/start/first-day.ts';
import { signInAs } from '../support/browser.ts';
import { goBack } from '../support/cli-sign-in.ts';

/** The first day, as the README has it: its lines in a shell, the built command line, and a browser without a screen for each sign-in. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readFileSync(`${ROOT}README.md`, 'utf8');
const [, LINES = ''] = /^### The first day\n.*?```sh\n(npx countersign .*?)```/ms.exec(README) ?? [];
const COMMANDS = LINES.trim().split('\n');

/** Most commands, and most milliseconds of all of them together. */
const MOST_COMMANDS = 10;
const MOST_MS = 180_000;

let home: string;
let started: ChildProcess;
let printed = '';
const found: Record<string, string> = {};
const took: { readonly line: string; readonly ms: number; readonly signIns: number }[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-first-day-'));
  started = spawn('bash', ['-c', 'exec npm start -- --empty --port 0'], { cwd: ROOT, detached: true });
  started.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  while (!printed.includes('Ctrl-C stops it.')) {
    if (started.exitCode !== null) throw new Error(printed);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}, 240_000);
afterAll(() => {
  if (started.pid !== undefined) process.kill(-started.pid, 'SIGTERM');
  rmSync(home, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly signIns: number;
}

/** Runs a line in a shell, as the person of its profile, who signs in when the command line asks. */
async function typed(line: string): Promise<Ran> {
  const settings = /^ {2}(\. \S+\/env)$/m.exec(printed)?.[1] ?? 'false';
  const [, person = ''] = /--profile (\w+)/.exec(line) ?? [];
  const child = spawn('bash', ['-euc', `${settings}\n${line}`], {
    cwd: ROOT,
    // Nothing of this process tells the command line who anybody is, and no browser opens.
    env: { PATH: process.env['PATH'], HOME: home, NODE_ENV: 'test', ...found },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran = { out: '', err: '', signIns: 0 };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ran.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    ran.err += text;
    const address = /open this address:\n(\S+)\n/.exec(ran.err)?.[1];
    if (address === undefined || ran.signIns > 0) return;
    ran.signIns = 1;
    void signInAs(address, { person }).then(goBack);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...ran };
}

/** What a person would copy from what they read. */
function read({ out, err }: Ran): void {
  const text = out + err;
  for (const [name, pattern] of Object.entries(COPIED)) found[name] ??= pattern.exec(text)?.[1] ?? '';
  for (const name of Object.keys(COPIED)) if (found[name] === '') delete found[name];
}
const COPIED = {
  SEEN: /seen ([0-9a-f]{64})/,
  DIGEST: /Digest of the import: ([0-9a-f]{64})/,
  ID: /Recovery (\w+)/,
};

describe('the first day', () => {
  it('is in the README as `npm start -- --empty` prints it', () => {
    expect(
      firstDayHints('/data')
        .map(({ line }) => line)
        .slice(1),
    ).toEqual(COMMANDS);
    for (const line of COMMANDS) expect(printed).toContain(`  ${line}\n`);
    expect(README).toContain('npm start -- --empty');
  });

  it.each(COMMANDS)(
    '%s',
    async (line) => {
      const begin = performance.now();
      for (let tries = 0; ; tries += 1) {
        const ran = await typed(line);
        // A person reads before they type: the plan is made a moment after the command before.
        if (ran.code === 1 && tries < 30 && /wrong-status/.test(ran.err)) continue;
        // `init` ends with the doctor, who finds that the day has only begun.
        const isDone = line.includes(' init ') ? /^(error|warning): /m.test(ran.out) : ran.code === 0;
        expect({ isDone, ...ran }).toMatchObject({ isDone: true, err: expect.not.stringContaining('refused:') });
        read(ran);
        took.push({ line, ms: performance.now() - begin, signIns: ran.signIns });
        return;
      }
    },
    120_000,
  );

  it('ends with a closed recovery, after at most ten commands and three minutes', async () => {
    const begin = performance.now();
    let shown = '';
    while (!/closed/.test(shown)) {
      shown = (await typed('npx countersign --profile jane recoveries show $ID')).out;
      if (performance.now() - begin > MOST_MS) throw new Error(shown);
    }
    const waited = performance.now() - begin;
    const ms = took.reduce((sum, one) => sum + one.ms, 0) + waited;
    const rows = took.map((one) => `${(one.ms / 1000).toFixed(1).padStart(6)} s  ${one.signIns}  ${one.line}`);
    process.stdout.write(
      `${rows.join('\n')}\n${(waited / 1000).toFixed(1).padStart(6)} s     until it was closed\n${took.length} commands, ${(ms / 1000).toFixed(1)} s\n`,
    );
    expect(took.length).toBeLessThanOrEqual(MOST_COMMANDS);
    expect(ms).toBeLessThan(MOST_MS);
  }, 240_000);
});
