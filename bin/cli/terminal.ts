import { randomUUID } from 'node:crypto';
import type { Instant } from '../../lambdas/core/values/instant.ts';

/** Everything that the command line takes from its process, passed in so that tests control it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  /** Whether a person can be asked: the input and the place of the question are both a terminal. */
  readonly canAsk: boolean;
  /** Writes text unchanged: results go to `out`, everything else to `err`. */
  out(text: string): void;
  err(text: string): void;
  /** The typed line; undefined when the input ended first. */
  ask(question: string): Promise<string | undefined>;
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
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    ask,
    now: () => new Date().toISOString(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    newKey: () => randomUUID(),
  };
}

/** Whether the person answers yes; every other answer, or none, is no. */
export async function isYes(terminal: Pick<Terminal, 'ask'>, question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await terminal.ask(question))?.trim() ?? '');
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
