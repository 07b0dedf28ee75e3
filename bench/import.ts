import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callApi } from '../local/serve/api.ts';
import { confirmsOnConsole } from '../local/signing/console-page.ts';
import { type LocalSystem, startLocal } from '../local/start/system.ts';
import type { Bench, Measure } from './measure.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PROGRAM = join(ROOT, 'dist/bin/cli/countersign.mjs');

/** A small import, and ten times as many. */
const FEW = 1_000;
const MANY = 10_000;

const personOf = (index: number): object => ({
  ...{
    person: `person:import-${index}`,
    nature: 'human',
    name: `Imported Person ${index}`,
    parts: [],
    ticketUsers: [],
  },
  ...{ subjects: [`https://issuer.example.com|${index}`], addresses: [`import-${index}@people.example.com`] },
});

async function run(): Promise<readonly Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-import-'));
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'bin/build.ts')], { cwd: ROOT, stdio: 'inherit' });
  const system = await startLocal({ policy: 'demo' });
  try {
    const few = await imported(system, folder, { first: MANY, count: FEW });
    const many = await imported(system, folder, { first: 0, count: MANY });
    const eachOf = ({ ms, people }: Imported): number => ms / people;
    return [
      { what: `to send ${MANY} people, have them looked at, and propose them`, value: many.proposed / 1000, unit: 's' },
      { what: 'to confirm them, and have them applied', value: many.confirmed / 1000, unit: 's' },
      { what: 'both', value: many.ms / 1000, unit: 's', atMost: 120 },
      { what: 'until everybody can sign in: the read models show the last one', value: many.shown / 1000, unit: 's' },
      { what: 'for each person', value: eachOf(many), unit: 'ms' },
      { what: `for each of ${FEW}, once before`, value: eachOf(few), unit: 'ms' },
      { what: 'for each of ten times as many', value: eachOf(many) / eachOf(few), unit: 'x', atMost: 2 },
      { what: 'memory of the whole system after it', value: many.kib, unit: 'KiB' },
      { what: 'memory, of what it was after the small one', value: many.kib / few.kib, unit: 'x', atMost: 3 },
    ];
  } finally {
    await system.stop();
    await rm(folder, { recursive: true });
  }
}

interface Imported {
  readonly people: number;
  readonly proposed: number;
  readonly confirmed: number;
  readonly ms: number;
  /** From the beginning until the read models have caught up. */
  readonly shown: number;
  readonly kib: number;
}

/** One import, by the command line of two administrators. */
async function imported(
  system: LocalSystem,
  folder: string,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<Imported> {
  const file = join(folder, `people-${first}.jsonl`);
  const records = Array.from({ length: count }, (_, index) => personOf(first + index));
  await writeFile(file, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const begin = performance.now();
  const { proposed, confirmed } = await importFile(system, file);
  await assertRegistered(system, first + count - 1);
  await system.aws.stream?.settled();
  const shown = performance.now() - begin;
  globalThis.gc?.();
  const kib = process.memoryUsage().rss / 1024;
  return { people: count, proposed: proposed.ms, confirmed: confirmed.ms, ms: proposed.ms + confirmed.ms, shown, kib };
}

/** One administrator proposes all records of a file, and the other confirms them and has them applied. */
export async function importFile(system: LocalSystem, file: string) {
  const ran = (who: string, ...argv: readonly string[]) => timed(system, who, argv);
  const digest = await ran('adam', 'registry', 'digest', file, '--json');
  const proposed = await ran('adam', 'registry', 'import', file, '--yes');
  const confirming = ['--confirm', '--digest', digestIn(digest.out), '--yes'];
  return { proposed, confirmed: await ran('ada', 'registry', 'import', file, ...confirming) };
}

const digestIn = (out: string): string => (JSON.parse(out) as { readonly digest: string }).digest;

/**
 * Runs the built command line as a process of its own, and shows its progress. Where it opens a page of the console, its person signs there. Throws
 * when it fails.
 */
async function timed(system: LocalSystem, who: string, argv: readonly string[]) {
  const begin = performance.now();
  const env = { ...process.env, COUNTERSIGN_URL: system.url, COUNTERSIGN_TOKEN: system.tokens[who] ?? '' };
  const child = spawn(process.execPath, [PROGRAM, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  let signed: Promise<void> | undefined;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    said += text;
    const [address] = /^http\S+(?=\n)/m.exec(said) ?? [];
    if (address === undefined || signed !== undefined) return;
    const signing = confirmsOnConsole(system, who, address);
    signed = signing;
    // Without a signature the command line would wait for minutes.
    signing.catch(() => child.kill());
  });
  const [code] = (await once(child, 'close')) as [number | null];
  await signed;
  if (code !== 0) throw new Error(`\`${argv.join(' ')}\` ended with ${code}: ${out}`);
  return { out, ms: performance.now() - begin };
}

/** The last one is there: an import that ends early would be fast. */
async function assertRegistered({ url, tokens }: LocalSystem, last: number): Promise<void> {
  const path = `/ledger/${encodeURIComponent(`person:import-${last}`)}`;
  const { status } = await callApi(url, { method: 'GET', path, token: tokens['otto'] ?? '' });
  if (status !== 200) throw new Error(`the last person is not registered: ${status}`);
}

/** Many records at once, by the command line of two administrators, on the local system. */
export const importBench: Bench = {
  says: `${MANY} people, proposed as one batch by one administrator, confirmed and applied by the other, on the local system`,
  run,
};
