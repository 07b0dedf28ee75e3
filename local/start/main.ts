import { ArgumentError, explain, parseStartArgs, START_HELP, type StartArgs } from './args.ts';
import { CrashWatch } from './crash.ts';

/** `npm start`: runs Countersign on this machine until it is stopped. Exits with 0 then, 1 when it cannot start, 2 for wrong arguments. */
async function main(): Promise<void> {
  const args = readArgs();
  if (args === undefined) return;
  const say = (text: string): void => void (args.quiet || process.stdout.write(text));
  say(`Countersign starts${args.port === 0 ? '' : ` on port ${args.port}`}, which takes some seconds.\n`);
  const interrupted = interruption();
  const crashes = new CrashWatch(args);
  // Loaded after the arguments are read and the first line is out: neither needs any of it.
  const [{ startLocal }, { greeting }] = await Promise.all([import('./system.ts'), import('./greeting.ts')]);
  try {
    const system = await startLocal({ ...args, onStep: (step) => say(`  It ${step}.\n`) });
    crashes.watch(system);
    process.stdout.write(greeting(system, args));
    await interrupted;
    await system.stop();
    say('stopped\n');
  } catch (error) {
    process.stderr.write(`${explain(error, args)}\n`);
    process.exitCode = 1;
  }
  // Nothing of ours is left; a library's timer or socket may be.
  process.exit();
}

function readArgs(): StartArgs | undefined {
  try {
    const args = parseStartArgs(process.argv.slice(2));
    if (!args.help) return args;
    process.stdout.write(START_HELP);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    process.stderr.write(`${error.message}\n\n${START_HELP}`);
    process.exitCode = 2;
  }
  return undefined;
}

/** Signals within this time count as one: a terminal sends its own to every process, and npm forwards it too. */
const ONE_MS = 1_000;

/** Resolves with the first SIGINT or SIGTERM. A later one ends the process without waiting. */
const interruption = (): Promise<void> =>
  new Promise((resolve) => {
    let first: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        first ??= performance.now();
        if (performance.now() - first > ONE_MS) process.exit(130);
        resolve();
      });
    }
  });

await main();
