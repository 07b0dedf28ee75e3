import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildBundles } from '../lib/bundle.ts';
import { type Bench, type Measure, percentile } from './measure.ts';

/** What a cold start may cost: the size is unpacked and parsed, the import runs. */
const KIB = 450;
const MILLISECONDS = 40;
const PROCESSES = 5;

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

async function importTimes(file: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let process = 0; process < PROCESSES; process += 1) times.push(await importTime(file));
  return times;
}

async function run(): Promise<readonly Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  const measures: Measure[] = [];
  try {
    for (const [name, code] of buildBundles()) {
      const file = join(folder, `${name}.cjs`);
      await writeFile(file, code);
      measures.push({ what: `${name}, size`, value: code.byteLength / 1024, unit: 'KiB', atMost: KIB });
      const median = percentile(await importTimes(file), 0.5);
      measures.push({ what: `${name}, import`, value: median, unit: 'ms', atMost: MILLISECONDS });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return measures;
}

/** How large each deployed function is, and how long it takes to start. */
export const bundlesBench: Bench = {
  says: `each function as it is deployed; imports are processor time, the median of ${PROCESSES} fresh processes`,
  run,
};
