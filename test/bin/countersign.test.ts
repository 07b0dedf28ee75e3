import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { buildCommandLine } from '../../bin/build.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = join(ROOT, 'bin/countersign.ts');

/** Runs the program itself, as `npx countersign` does. */
const program = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const tsx = join(ROOT, 'node_modules/.bin/tsx');
    execFile(tsx, [SCRIPT, ...argv], { env: { PATH: process.env['PATH'] ?? '', ...env } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });

describe('the countersign program', () => {
  it('is bundled at installation, as deep as package.json names it, and runs with node alone', async () => {
    const { bin, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect([bin.countersign, scripts.prepare]).toEqual(['dist/bin/cli/countersign.mjs', 'npm run build']);
    const copy = mkdtempSync(join(tmpdir(), 'countersign-'));
    try {
      for (const name of ['package.json', 'policies']) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
      const built = await buildCommandLine(join(copy, dirname(bin.countersign)));
      expect(built).toBe(join(copy, bin.countersign));
      expect(statSync(built).mode & 0o111).toBe(0o111);
      expect(readFileSync(built, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      const tested = await new Promise<string>((resolve) => {
        execFile(built, ['policy', 'test'], { cwd: copy }, (error, out, err) => resolve(error ? err : out));
      });
      expect(tested).toMatch(/(\d+) of \1 described recoveries are as expected/);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }, 60_000);

  it('exits with the code of what it ran', async () => {
    const help = await program(['--help']);
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toContain('Usage: countersign');
    const usage = await program(['recoveries', 'list']);
    expect([usage.code, usage.out]).toEqual([2, '']);
    expect(usage.err).toContain('you are not signed in');
  }, 30_000);

  it('loads nothing heavy: of packages only commander', () => {
    const packages = new Set<string>();
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const [, of = ''] of readFileSync(path, 'utf8').matchAll(
        /^(?:import|export)(?! type\b)[^;]*?from '(.+?)'/gm,
      )) {
        if (of.startsWith('.')) visit(join(dirname(path), of));
        else if (!of.startsWith('node:')) packages.add(of);
      }
    };
    visit(SCRIPT);
    expect([...packages]).toEqual(['commander']);
    expect(seen.size).toBeGreaterThan(30);
  });
});
