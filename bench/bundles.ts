import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, buildSync } from 'esbuild';
import { BUNDLING, buildBundles, mostKibOf } from '../lib/bundle.ts';
import { type Bench, type Measure, median, ratio } from './measure.ts';

/** Rounds, in each of which every bundle is imported once: what slows the machine down slows all of a round. */
const ROUNDS = 7;

/** A handler that does nothing but import a client of the SDK as it is published, and what an import of ours may cost beside it. */
const REFERENCES = [
  { as: 'bundled by default', atMost: 0.8, options: { bundle: true, minify: true, platform: 'node', format: 'cjs' } },
  { as: 'bundled like ours', atMost: 1.15, options: { ...BUNDLING, alias: {} } },
] as const satisfies readonly { as: string; atMost: number; options: BuildOptions }[];
const REFERENCE = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export const handler = async () => DynamoDBClient.name;`;

/**
 * Prints the processor time of the import of a bundle, in a process that has imported nothing else. On a machine with nothing else to do
 * it is what a clock shows; on one that is busy the others do not count.
 */
const PROBE = `const begin = process.cpuUsage();
require(process.argv[1]);
const { user, system } = process.cpuUsage(begin);
console.log((user + system) / 1000);`;

async function importTime(file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROBE, file]);
  return Number(stdout.trim().split('\n').at(-1));
}

function referenceBundle(options: BuildOptions): Uint8Array {
  const resolveDir = fileURLToPath(new URL('..', import.meta.url));
  const stdin = { contents: REFERENCE, resolveDir };
  const code = buildSync({ ...options, stdin, write: false, logLevel: 'warning' }).outputFiles[0]?.contents;
  if (code === undefined) throw new Error('esbuild made no bundle of the reference');
  return code;
}

/** Milliseconds of every import, by name, in rounds that go through all of them. */
async function importTimes(
  codes: ReadonlyMap<string, Uint8Array>,
  folder: string,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const fileOf = (name: string): string => join(folder, `${name}.cjs`);
  for (const [name, code] of codes) await writeFile(fileOf(name), code);
  const times = new Map<string, number[]>([...codes.keys()].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, rounds] of times) rounds.push(await importTime(fileOf(name)));
  }
  return times;
}

async function run(): Promise<readonly Measure[]> {
  // Outside of any package: the `type` of a package.json would have to be looked for otherwise.
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  try {
    const ours = buildBundles();
    const references = REFERENCES.map((one) => [one.as, referenceBundle(one.options)] as const);
    const times = await importTimes(new Map<string, Uint8Array>([...references, ...ours]), folder);
    const timesOf = (name: string): readonly number[] => times.get(name) ?? [];
    return [
      ...REFERENCES.map(
        ({ as }): Measure => ({ what: `an SDK client ${as}, import`, value: median(timesOf(as)), unit: 'ms' }),
      ),
      ...[...ours].flatMap(([name, code]): readonly Measure[] => [
        { what: `${name}, size`, value: code.byteLength / 1024, unit: 'KiB', atMost: mostKibOf(name) },
        ...REFERENCES.map(
          ({ as, atMost }): Measure => ({
            what: `${name}, import, to an SDK client ${as}`,
            ...{ value: ratio(timesOf(name), timesOf(as)), unit: 'x', atMost },
          }),
        ),
      ]),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How large each deployed function is, and how long it takes to start. */
export const bundlesBench: Bench = {
  says: `each function as it is deployed; imports are processor time in fresh processes, beside a handler that only imports \`@aws-sdk/client-dynamodb\`; the middle of ${ROUNDS} rounds`,
  run,
};
