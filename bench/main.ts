import { parseArgs } from 'node:util';
import { type Bench, exitCodeOf, type Measure, table } from './measure.ts';

/** Every bench by name. Each is loaded only when it runs, so that no other bench's code affects it. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  signing: async () => (await import('./signing.ts')).signingBench,
  decide: async () => (await import('./decide.ts')).decideBench,
  calls: async () => (await import('./calls.ts')).callsBench,
  bundles: async () => (await import('./bundles.ts')).bundlesBench,
  rules: async () => (await import('./rules.ts')).rulesBench,
  start: async () => (await import('./start.ts')).startBench,
  import: async () => (await import('./import.ts')).importBench,
  sync: async () => (await import('./sync.ts')).syncBench,
  timers: async () => (await import('./timers.ts')).timersBench,
  flood: async () => (await import('./flood.ts')).floodBench,
  rights: async () => (await import('./rights.ts')).rightsBench,
};

const HELP = `Usage: npm run bench -- [options] [bench...]

Measures what this project claims: ${Object.keys(BENCHES).join(', ')} (all).

Options:
  --json  print one JSON document, and nothing else
  --help  print this and exit

Exit codes: 0 every claim holds here, 1 one does not, 2 wrong usage
`;

/** `npm run bench`. */
async function main(): Promise<void> {
  const chosen = readArgs();
  if (chosen === undefined) return;
  const results: Record<string, readonly Measure[]> = {};
  for (const name of chosen.names) {
    const bench = await BENCHES[name]?.();
    if (bench === undefined) continue;
    if (!chosen.json) process.stdout.write(`${name}: ${bench.says}\n`);
    const measures = await bench.run();
    results[name] = measures;
    if (!chosen.json) process.stdout.write(`${table(measures)}\n`);
  }
  if (chosen.json) process.stdout.write(`${JSON.stringify(results)}\n`);
  process.exitCode = exitCodeOf(Object.values(results).flat());
}

function readArgs(): { readonly names: readonly string[]; readonly json: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !Object.hasOwn(BENCHES, name));
    if (unknown !== undefined) throw new TypeError(`there is no bench \`${unknown}\``);
    const names = positionals.length === 0 ? Object.keys(BENCHES) : positionals;
    if (values.help !== true) return { names, json: values.json ?? false };
    process.stdout.write(HELP);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exitCode = 2;
  }
  return undefined;
}

await main();
