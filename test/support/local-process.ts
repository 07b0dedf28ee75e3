import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Access } from '../../local/serve/access.ts';
import { type Passkeys, passkeysAt } from '../../local/signing/passkeys.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `npm start` as a separate process. */
export interface LocalProcess {
  readonly url: string;
  readonly tokens: Access['tokens'];
  readonly passkeys: Passkeys;
  /** Ends it by a signal; returns the exit code, or null if the signal itself ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Runs a program of the project to its end. */
export async function run(program: string, ...args: readonly string[]) {
  const child = launch(program, args);
  const out = textOf(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...out };
}

/** Starts the local system on a folder, and waits until it serves. On failure throws with its output. */
export async function startProcess(folder: string, ...args: readonly string[]): Promise<LocalProcess> {
  const child = launch('local/start/main.ts', ['--port', '0', '--quiet', '--data', folder, ...args]);
  const out = textOf(child);
  const closed = once(child, 'close') as Promise<[number | null]>;
  const url = await Promise.race([
    new Promise<string>((resolve) =>
      child.stdout?.on('data', () => out.stdout.endsWith('\n') && resolve(out.stdout.trim())),
    ),
    closed.then(([code]) => Promise.reject(new Error(`ended with ${code}: ${out.stderr}`))),
  ]);
  const { tokens } = JSON.parse(await readFile(join(folder, 'access.json'), 'utf8')) as Access;
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    return (await closed)[0];
  };
  return { url, tokens, passkeys: await passkeysAt(folder), end };
}

const launch = (program: string, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', program, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });

function textOf(child: ChildProcess): { stdout: string; stderr: string } {
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      out[name] += text;
    });
  return out;
}
