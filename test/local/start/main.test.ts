import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Access } from '../../../local/serve/access.ts';
import { callApi } from '../../../local/serve/api.ts';
import { eventually } from '../../support/eventually.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Errors of code, planted by signals. */
const PLANTED = `data:text/javascript;base64,${btoa(`
process.on('SIGUSR2', () => { throw new TypeError('canary-exception'); });
process.on('SIGHUP', () => { Promise.reject(new RangeError('canary-rejection')); });
`)}`;

interface Run {
  readonly child: ChildProcess;
  out: string;
  err: string;
}

/** `npm start` with these arguments. */
function start(...args: readonly string[]): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', PLANTED, 'local/start/main.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const run: Run = { child, out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    run.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    run.err += text;
  });
  return run;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const PATIENCE_MS = 120_000;

async function running(run: Run): Promise<void> {
  while (!run.out.includes('Ctrl-C stops it.')) {
    if (run.child.exitCode !== null) throw new Error(run.err);
    await pause(50);
  }
}

describe('npm start', () => {
  let url: string;
  let run: Run;
  let folder = '';
  /** What the port answered while it started, in order and without repetitions. */
  const seen: string[] = [];
  let firstOpened: number | undefined;

  const tokenOf = (short: string): string =>
    (JSON.parse(readFileSync(join(folder, 'access.json'), 'utf8')) as Access).tokens[short] ?? '';
  const folderIn = ({ out }: Run): string => /^ {2}Data +(\S+),/m.exec(out)?.[1] ?? '';

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    run = start('--port', String(port), '--policy', 'demo');
    for (let answer = ''; answer !== '200' && run.child.exitCode === null; await pause(10)) {
      answer = await fetch(`${url}/openapi.json`).then(
        ({ status }) => String(status),
        () => 'none',
      );
      if (answer !== 'none' && seen.at(-1) !== answer) seen.push(answer);
    }
    firstOpened = await fetch(`${url}/`).then(({ status }) => status);
    await running(run);
    folder = folderIn(run);
  }, PATIENCE_MS);
  afterAll(() => {
    run.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('says first what it does, then each step, then where it runs', () => {
    const lines = run.out.split('\n').filter((line) => line !== '');
    expect(lines[0]).toBe(`Countersign starts on port ${new URL(url).port}, which takes some seconds.`);
    expect(lines.slice(1, 5)).toEqual([
      '  It checks the policy `demo`.',
      '  It takes the state machine, the filters and the rights from the template.',
      '  It starts the stand-ins of AWS.',
      '  It registers the people and accounts of the demo.',
    ]);
    expect(lines[5]).toBe('Countersign runs on this machine; nothing leaves it.');
  });

  it('answers nothing but 503 before its directory is registered', () => {
    expect(seen).toEqual(['503', '200']);
    expect(firstOpened).toBe(200);
  });

  it('goes on after a promise that failed unseen, and says where it is written down', async () => {
    run.child.kill('SIGHUP');
    await eventually(async () => expect(run.err).toContain('The system goes on.'));
    expect(run.err).toContain('an error in the code: RangeError at');
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
    const log = readFileSync(join(folder, 'log.jsonl'), 'utf8');
    expect(log).toContain('a failure that nobody waited for; the system goes on');
    expect(run.err + log).not.toContain('canary');
  });

  it(
    'ends after an exception that nobody caught, keeps what it accepted, and says how to go on',
    async () => {
      const asked = { account: 'cognito:jane', action: 'unlock', reason: 'locked' };
      const opened = await callApi(url, { method: 'POST', path: '/recoveries', token: tokenOf('jane'), body: asked });
      expect(opened.status).toBe(202);
      run.child.kill('SIGUSR2');
      expect(await once(run.child, 'exit')).toEqual([1, null]);
      expect(run.err).toContain('stopped by an error in the code: TypeError at');
      expect(run.err).not.toContain('canary');
      const [, line = ''] = /^ {2}npm start -- (.*)$/m.exec(run.err) ?? [];
      expect(line).toBe(`--data ${folder} --port ${new URL(url).port} --policy demo`);

      run = start(...line.split(' '));
      await running(run);
      expect(run.out).toContain('1 recovery goes on.');
      const path = `/recoveries/${String(opened.body['recovery'])}`;
      const shown = await callApi(url, { method: 'GET', path, token: tokenOf('otto') });
      expect([shown.status, shown.body['account']]).toEqual([200, 'cognito:jane']);
      run.child.kill('SIGINT');
      expect(await once(run.child, 'exit')).toEqual([0, null]);
    },
    PATIENCE_MS,
  );
});
