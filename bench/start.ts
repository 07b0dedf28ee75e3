import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './measure.ts';
import { median, ratio } from './measure.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PROGRAM = join(ROOT, 'dist/bin/cli/countersign.mjs');
const ROUNDS = 15;

/** The start time of the command line beside an empty Node process; in turns, so that a slow moment slows both. */
export const startBench: Bench = {
  says: 'the command line from start to exit, beside `node -e 0`, in turns',
  run: async () => {
    execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'bin/build.ts')], { cwd: ROOT, stdio: 'inherit' });
    const rounds = Array.from({ length: ROUNDS }, () => ({
      nothing: milliseconds('-e', '0'),
      help: milliseconds(PROGRAM, '--help'),
      check: milliseconds(PROGRAM, 'policy', 'test'),
    }));
    const nothing = rounds.map((round) => round.nothing);
    const help = rounds.map((round) => round.help);
    return [
      { what: 'node -e 0', value: median(nothing), unit: 'ms' },
      { what: 'countersign --help', value: median(help), unit: 'ms' },
      { what: 'countersign policy test', value: median(rounds.map((round) => round.check)), unit: 'ms' },
      { what: 'countersign --help to node -e 0', value: ratio(help, nothing), unit: 'x', atMost: 3 },
    ];
  },
};

function milliseconds(...argv: readonly string[]): number {
  const begin = performance.now();
  execFileSync(process.execPath, argv, { stdio: 'ignore' });
  return performance.now() - begin;
}
