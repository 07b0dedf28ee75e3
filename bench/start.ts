import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCommandLine } from '../bin/build.ts';
import type { Bench } from './measure.ts';
import { median, ratio } from './measure.ts';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const ROUNDS = 15;

/** How long the command line takes to start, beside a Node that does nothing; in turns, so that a slow moment slows both. */
export const startBench: Bench = {
  says: 'the command line from start to exit, beside `node -e 0`, in turns',
  run: async () => {
    mkdirSync(DIST, { recursive: true });
    const folder = mkdtempSync(join(DIST, 'bench-'));
    try {
      const program = await buildCommandLine(join(folder, 'cli'));
      const rounds = Array.from({ length: ROUNDS }, () => ({
        nothing: milliseconds('-e', '0'),
        help: milliseconds(program, '--help'),
        check: milliseconds(program, 'policy', 'test'),
      }));
      const nothing = rounds.map((round) => round.nothing);
      const help = rounds.map((round) => round.help);
      return [
        { what: 'node -e 0', value: median(nothing), unit: 'ms' },
        { what: 'countersign --help', value: median(help), unit: 'ms' },
        { what: 'countersign policy test', value: median(rounds.map((round) => round.check)), unit: 'ms' },
        { what: 'countersign --help to node -e 0', value: ratio(help, nothing), unit: 'x', atMost: 3 },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function milliseconds(...argv: readonly string[]): number {
  const begin = performance.now();
  execFileSync(process.execPath, argv, { stdio: 'ignore' });
  return performance.now() - begin;
}
