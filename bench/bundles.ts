import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, buildSync } from 'esbuild';
import type { FunctionName } from '../lambdas/contract/functions.ts';
import { BUNDLING, type Bundle, buildBundles, mostKibOf } from '../lib/bundle.ts';
import { type Bench, leastRatio, type Measure } from './measure.ts';

/** Rounds; each imports every bundle once, so that a slow moment affects a whole round. */
const ROUNDS = 9;

/**
 * A handler that only imports a client of the SDK as published, and the most that our imports may cost beside it. `like ours` uses our
 * options and one file, but neither our replacements in the SDK (`alias`) nor late loading: those are savings of ours, not of the client.
 * With them the reference would be a third faster, and every handler that does more than open a client would miss the claim.
 */
export const REFERENCES = [
  { as: 'bundled by default', atMost: 0.8, options: { bundle: true, minify: true, platform: 'node', format: 'cjs' } },
  { as: 'bundled like ours', atMost: 1.15, options: { ...BUNDLING, alias: {} } },
] as const satisfies readonly { as: string; atMost: number; options: BuildOptions }[];
const REFERENCE = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export const handler = async () => DynamoDBClient.name;`;

/**
 * Prints the processor time of importing a bundle, in a process that has imported nothing else. On an idle machine it equals the elapsed
 * time; on a busy one other processes do not count.
 */
const PROBE = `const begin = process.cpuUsage();
require(process.argv[1]);
const { user, system } = process.cpuUsage(begin);
console.log((user + system) / 1000);`;

async function importTime(folder: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROBE, join(folder, 'index.js')]);
  return Number(stdout.trim().split('\n').at(-1));
}

function referenceBundle(options: BuildOptions): Bundle {
  const resolveDir = fileURLToPath(new URL('..', import.meta.url));
  const stdin = { contents: REFERENCE, resolveDir };
  const code = buildSync({ ...options, stdin, write: false, logLevel: 'warning' }).outputFiles[0]?.contents;
  if (code === undefined) throw new Error('esbuild made no bundle of the reference');
  return new Map([['index.js', code]]);
}

/** Milliseconds of imports, one for each round, by the imported name. */
export type ImportTimes = ReadonlyMap<string, readonly number[]>;

async function importTimes(bundles: ReadonlyMap<string, Bundle>, root: string): Promise<ImportTimes> {
  for (const [name, files] of bundles) {
    await mkdir(join(root, name));
    for (const [file, contents] of files) await writeFile(join(root, name, file), contents);
  }
  const times = new Map<string, number[]>([...bundles.keys()].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, rounds] of times) rounds.push(await importTime(join(root, name)));
  }
  return times;
}

/** The claims for each function: the size of its bundle in bytes, and its imports beside the references. */
export function compared(sizes: ReadonlyMap<FunctionName, number>, times: ImportTimes): readonly Measure[] {
  const timesOf = (name: string): readonly number[] => times.get(name) ?? [];
  return [
    ...REFERENCES.map(
      ({ as }): Measure => ({ what: `an SDK client ${as}, import`, value: Math.min(...timesOf(as)), unit: 'ms' }),
    ),
    ...[...sizes].flatMap(([name, size]): readonly Measure[] => [
      { what: `${name}, size`, value: size / 1024, unit: 'KiB', atMost: mostKibOf(name) },
      ...REFERENCES.map(
        ({ as, atMost }): Measure => ({
          what: `${name}, import, to an SDK client ${as}`,
          ...{ value: leastRatio(timesOf(name), timesOf(as)), unit: 'x', atMost },
        }),
      ),
    ]),
  ];
}

const sizeOf = (bundle: Bundle): number => [...bundle.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);

async function run(): Promise<readonly Measure[]> {
  // Outside of any package: otherwise Node would search for a package.json's `type`.
  const root = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  try {
    const ours = buildBundles();
    const references = REFERENCES.map(({ as, options }) => [as, referenceBundle(options)] as const);
    const times = await importTimes(new Map<string, Bundle>([...references, ...ours]), root);
    return compared(new Map([...ours].map(([name, bundle]) => [name, sizeOf(bundle)])), times);
  } finally {
    await rm(root, { recursive: true });
  }
}

/** The size and the start time of each deployed function. */
export const bundlesBench: Bench = {
  says: `each function as it is deployed; imports are processor time in fresh processes, beside a handler that only imports \`@aws-sdk/client-dynamodb\`; the fastest of ${ROUNDS} rounds`,
  run,
};
