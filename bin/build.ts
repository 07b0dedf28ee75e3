import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('countersign.ts', import.meta.url));
/** As deep as its source folder, so that the package's files are found from there too. */
const BUILT = fileURLToPath(new URL('../dist/bin/cli/', import.meta.url));

/** CommonJS packages in an ES module ask for `require`. */
const REQUIRE = "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);";

/**
 * Bundles the command line once, at `npm ci`: through a transpiler each command takes half a second longer to start. Commands that load
 * more are separate files, loaded when they are used.
 */
export async function buildCommandLine(outdir = BUILT): Promise<string> {
  rmSync(outdir, { recursive: true, force: true });
  await build({
    ...{ entryPoints: [ENTRY], outdir, outExtension: { '.js': '.mjs' }, banner: { js: REQUIRE } },
    ...{ bundle: true, splitting: true, minify: true, format: 'esm', platform: 'node', target: 'node20' },
    ...{ legalComments: 'none', logLevel: 'warning' },
  });
  const program = join(outdir, 'countersign.mjs');
  writeFileSync(program, readFileSync(program, 'utf8').replace(/^#!.*/, '#!/usr/bin/env node'));
  chmodSync(program, 0o755);
  return program;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCommandLine();
