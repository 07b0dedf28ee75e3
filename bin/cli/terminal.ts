import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Instant } from '../../lambdas/core/values/instant.ts';

/** Everything that the command line takes from its process, passed in so that tests control it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  /** Columns of the terminal that shows `out`. */
  readonly columns?: number;
  /** Whether a person can be asked: the input and the place of the question are both a terminal. */
  readonly canAsk: boolean;
  /** Writes text unchanged: results go to `out`, everything else to `err`. */
  out(text: string): void;
  err(text: string): void;
  /** The typed line; undefined when the input ended first. */
  ask(question: string): Promise<string | undefined>;
  /** Shows an address in the person's browser, if this machine has one. */
  open(address: string): void;
  now(): Instant;
  sleep(milliseconds: number): Promise<void>;
  /** A fresh idempotency key. */
  newKey(): string;
}

/** The terminal of this process. Ends the process quietly when a reader such as `head` has closed the pipe. */
export function processTerminal(): Terminal {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  return {
    env: process.env,
    stdoutIsTty: process.stdout.isTTY === true,
    stderrIsTty: process.stderr.isTTY === true,
    ...(process.stdout.columns > 0 && { columns: process.stdout.columns }),
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    ask,
    open,
    now: () => new Date().toISOString(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    newKey: () => randomUUID(),
  };
}

/** Whether the person answers yes; every other answer, or none, is no. */
export async function isYes(terminal: Pick<Terminal, 'ask'>, question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await terminal.ask(question))?.trim() ?? '');
}

/** The program of each system that opens an address; no shell reads the address. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

function open(address: string): void {
  const [program, ...before] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...before, address], { stdio: 'ignore', detached: true });
  // Without a browser the person opens the printed address.
  child.on('error', () => {});
  child.unref();
}

async function ask(question: string): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await new Promise<string | undefined>((resolve) => {
      lines.once('close', () => resolve(undefined));
      lines.question(question, resolve);
    });
    if (answer === undefined) process.stderr.write('\n');
    return answer;
  } finally {
    lines.close();
  }
}
