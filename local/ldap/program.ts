import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
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
  ...postgresPlaces(),
];

/** Where Debian has the programs of a PostgreSQL server, the newest version first. */
function postgresPlaces(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).sort((one, other) => Number(other) - Number(one));
  return versions.map((version) => join(root, version, 'bin'));
}

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

/** Whom a program runs as, by the numbers of the system; absent: whoever starts it. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** Runs a program to its end. Throws with what it said when it fails. */
export async function ran(name: string, args: readonly string[], input?: string, as: User = {}): Promise<string> {
  const running = run(name, [...args], { maxBuffer: 2 ** 24, ...as });
  if (input !== undefined) running.child.stdin?.end(input);
  return (await running).stdout;
}

/** A server that is running. */
export interface Running {
  readonly stop: () => Promise<void>;
}

/** Where a server answers with TLS from the first byte, or how else one finds out that it does. */
type Answering =
  | { readonly host: string; readonly port: number; readonly ca: string }
  | { readonly answers: () => Promise<boolean> };

/** Starts a server as a process group of its own, and waits until it answers. Throws with what it said when it does not. */
export async function started(name: string, args: readonly string[], at: Answering, as: User = {}): Promise<Running> {
  const child = spawn(name, [...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...as });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4_000);
    });
  const stop = (): Promise<void> => ended(child);
  for (let attempt = 0; attempt < ATTEMPTS && child.exitCode === null; attempt += 1) {
    if (await ('answers' in at ? at.answers() : answers(at.host, at.port, at.ca))) return { stop };
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

/** Workers outlive the one that started them, and still write: a server has ended when its whole group has. */
async function ended({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  signal(pid, 'SIGTERM');
  for (let look = 1; look <= LOOKS && isThere(pid); look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (look === ENOUGH) signal(pid, 'SIGKILL');
  }
}

/** Looks for what has not ended, ten a second: after three seconds it is killed, and what is left then only waits to be reaped. */
const ENOUGH = 30;
const LOOKS = 50;

function isThere(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

/** To the whole group: some servers have workers. */
function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
