import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../bin/cli/run.ts';
import type { Terminal } from '../../bin/cli/terminal.ts';
import { type Picks, signInAs } from './browser.ts';

/** What the person's browser does with the address; by default it picks a person and goes back. */
export type Browses = (address: URL) => Promise<void>;

/** A browser in which somebody picks a person, and which then goes back to the command line. */
export const picking =
  (picks: Picks): Browses =>
  async (address) => {
    await goBack(await signInAs(address, picks));
  };

/** Opens the address of a waiting command line, as a browser resolves `localhost`. */
export const goBack = async (address: URL): Promise<number> => (await fetch(address)).status;

export interface Person {
  readonly home: string;
  run(
    argv: readonly string[],
    browses?: Browses,
    env?: Readonly<Record<string, string>>,
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
}

/** A person at a machine of their own: a home folder, a browser, the command line in this process. */
export function person(): Person {
  const home = mkdtempSync(join(tmpdir(), 'countersign-home-'));
  return { home, run: (argv, browses, env = {}) => runAt(home, argv, { browses, env }) };
}

async function runAt(
  home: string,
  argv: readonly string[],
  { browses, env }: { readonly browses: Browses | undefined; readonly env: Readonly<Record<string, string>> },
) {
  const [out, err]: [string[], string[]] = [[], []];
  let browsing: Promise<void> = Promise.resolve();
  const terminal: Terminal = {
    env: { HOME: home, ...env },
    ...{ stdoutIsTty: false, stderrIsTty: false, canAsk: false },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    ask: async () => undefined,
    open: (address) => {
      browsing = browses?.(new URL(address)) ?? browsing;
    },
    now: () => new Date().toISOString(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    newKey: () => 'key-1',
  };
  const code = await run(argv, terminal);
  await browsing;
  return { code, out: out.join(''), err: err.join('') };
}
