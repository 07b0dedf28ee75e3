import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callApi } from '../local/serve/api.ts';
import { type LocalSystem, startLocal } from '../local/start/system.ts';
import type { Bench, Measure } from './measure.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PROGRAM = join(ROOT, 'dist/bin/cli/countersign.mjs');

const PEOPLE = 1_500;

const person = (_: unknown, index: number): object => ({
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
    const file = join(folder, 'people.jsonl');
    const records = Array.from({ length: PEOPLE }, person);
    await writeFile(file, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const ran = (who: string, ...argv: readonly string[]) => timed(system, who, argv);
    const digest = await ran('adam', 'registry', 'digest', file, '--json');
    const proposed = await ran('adam', 'registry', 'import', file, '--yes');
    const confirming = ['--confirm', '--digest', digestIn(digest.out), '--yes'];
    const confirmed = await ran('ada', 'registry', 'import', file, ...confirming);
    await assertRegistered(system);
    const ms = proposed.ms + confirmed.ms;
    return [
      { what: `the digest of ${PEOPLE} people, offline`, value: digest.ms / 1000, unit: 's' },
      { what: 'to propose them', value: proposed.ms / 1000, unit: 's' },
      { what: 'to confirm them', value: confirmed.ms / 1000, unit: 's' },
      { what: 'all together', value: ms / 1000, unit: 's' },
      { what: 'for each of them', value: ms / PEOPLE, unit: 'ms' },
    ];
  } finally {
    await system.stop();
    await rm(folder, { recursive: true });
  }
}

const digestIn = (out: string): string => (JSON.parse(out) as { readonly digest: string }).digest;

/** Runs the built command line as a process of its own, and shows its progress. Throws when it fails. */
async function timed({ url, tokens }: LocalSystem, who: string, argv: readonly string[]) {
  const begin = performance.now();
  const env = { ...process.env, COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: tokens[who] ?? '' };
  const child = spawn(process.execPath, [PROGRAM, ...argv], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`\`${argv.join(' ')}\` ended with ${code}: ${out}`);
  return { out, ms: performance.now() - begin };
}

/** The last one is there: an import that ends early would be fast. */
async function assertRegistered({ url, tokens }: LocalSystem): Promise<void> {
  const path = `/ledger/${encodeURIComponent(`person:import-${PEOPLE - 1}`)}`;
  const { status } = await callApi(url, { method: 'GET', path, token: tokens['otto'] ?? '' });
  if (status !== 200) throw new Error(`the last person is not registered: ${status}`);
}

/** Many records at once, by the command line of two administrators, on the local system. */
export const importBench: Bench = {
  says: `${PEOPLE} people, proposed by one administrator and confirmed by the other, on the local system`,
  run,
};
