import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { run } from '../../bin/cli/run.ts';
import type { Terminal } from '../../bin/cli/terminal.ts';
import { TOKEN } from './fake-service.ts';
import { NOW } from './fixtures.ts';

export interface Circumstances {
  /** Address of the service; nothing listens at the default address. */
  readonly url?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a person is present: then everything is a terminal. */
  readonly tty?: boolean;
  /** The person's answers, question by question; then the input ends. */
  readonly types?: readonly string[];
  readonly now?: string;
  /** The person's browser, given an address. */
  readonly browser?: (address: string) => void;
  /** The real clock and real pauses, for a live system. */
  readonly live?: true;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly string[];
  /** Milliseconds of every pause. */
  readonly slept: readonly number[];
}

/** A port that fetch refuses to call: requests that a test does not serve fail at once. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * Runs one command line in this process with a token, a fixed clock and counted keys, and checks that the token is nowhere in its output.
 */
export async function cli(argv: readonly string[], circumstances: Circumstances = {}): Promise<Ran> {
  const { url = NOWHERE, env = {}, tty = false, types = [], now = NOW, browser = () => {}, live } = circumstances;
  const [asked, slept, typed]: [string[], number[], string[]] = [[], [], [...types]];
  const [out, err]: [string[], string[]] = [[], []];
  let keys = 0;
  const terminal: Terminal = {
    env: { COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: TOKEN, ...env },
    ...{ stdoutIsTty: tty, stderrIsTty: tty, canAsk: tty },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    ask: async (question) => {
      asked.push(question);
      return typed.shift();
    },
    open: browser,
    now: () => (live ? new Date().toISOString() : now),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      if (live) await pause(milliseconds);
    },
    newKey: () => {
      keys += 1;
      return `key-${keys}`;
    },
  };
  const code = await run(argv, terminal);
  const ran = { code, out: out.join(''), err: err.join(''), asked, slept };
  expect(`${ran.out}${ran.err}${asked.join('')}`).not.toContain(TOKEN);
  return ran;
}
