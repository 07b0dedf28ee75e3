import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian puts servers where a person's path does not lead. */
const PLACES = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/samba/sbin',
];

/** The path of an installed program; undefined without one. */
export function programOf(name: string): string | undefined {
  return PLACES.map((place) => join(place, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs a program to its end. Throws with what it said when it fails. */
export async function ran(name: string, args: readonly string[], input?: string): Promise<string> {
  const running = run(name, [...args], { maxBuffer: 2 ** 24 });
  if (input !== undefined) running.child.stdin?.end(input);
  return (await running).stdout;
}

/** A server that is running. */
export interface Running {
  readonly stop: () => Promise<void>;
}

/** Starts a server as a process group of its own, and waits until it answers with TLS. Throws with what it said when it does not. */
export async function started(
  name: string,
  args: readonly string[],
  { host, port, ca }: { readonly host: string; readonly port: number; readonly ca: string },
): Promise<Running> {
  const child = spawn(name, [...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4_000);
    });
  const stop = (): Promise<void> => ended(child);
  for (let attempt = 0; attempt < ATTEMPTS && child.exitCode === null; attempt += 1) {
    if (await answers(host, port, ca)) return { stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`\`${name}\` does not answer: ${said}`);
}

/** A minute: machines that run tests are busy. */
const ATTEMPTS = 600;

const answers = (host: string, port: number, ca: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, ca, timeout: 1_000 });
    const is = (there: boolean) => () => {
      socket.destroy();
      resolve(there);
    };
    socket.once('secureConnect', is(true)).once('error', is(false)).once('timeout', is(false));
  });

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  signal(child.pid, 'SIGTERM');
  const timer = setTimeout(() => signal(child.pid ?? 0, 'SIGKILL'), 3_000);
  await over;
  clearTimeout(timer);
}

/** To the whole group: some servers have workers. */
function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
