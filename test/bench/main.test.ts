import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `npm run bench` with these arguments: its exit code, and what it says. */
const bench = (...given: readonly string[]) =>
  new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'bench/main.ts', ...given],
      { cwd: ROOT },
      (_, out, err) => resolve({ code: child.exitCode, out, err }),
    );
  });

it('says what it measures and what it exits with, and exits with 0', async () => {
  const { code, out } = await bench('--help');
  expect([code, out]).toEqual([0, expect.stringContaining('0 every claim holds here, 1 one does not, 2 wrong usage')]);
});

it.each([['nothing-here'], ['--fast'], ['signing', 'nothing-here']])(
  'exits with 2 for %s, and measures nothing',
  async (...given) => {
    const { code, out, err } = await bench(...given);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: npm run bench');
  },
);
