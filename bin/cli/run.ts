import { CommanderError } from 'commander';
import { EXIT, type ExitCode, Failure, Told, usageFailure } from './failure.ts';
import { commandIn } from './help.ts';
import { program } from './program.ts';
import { type GlobalOptions, isForPrograms } from './service/settings.ts';
import type { Terminal } from './terminal.ts';
import { styleFor } from './text/print.ts';
import { failureAsJson, failureInWords } from './text/problem.ts';

/** Runs one command line, without the names of node and script. Never throws: errors are printed. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const root = program(terminal);
  try {
    await root.parseAsync(argv, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof Told) return error.exit;
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    // For a group of commands, its help was printed instead of a message.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage;
    const failure = asFailure(error, commandIn(root, argv));
    terminal.err(
      argv.includes('--json') || isForPrograms(root.opts<GlobalOptions>())
        ? failureAsJson(failure)
        : failureInWords(failure, styleFor(terminal.env, terminal.stderrIsTty)),
    );
    return failure.exit;
  }
}

function asFailure(error: unknown, names: readonly string[]): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError)
    return usageFailure(withoutValues(error.message), `see \`${['npx countersign', ...names].join(' ')} --help\``);
  const detail = error instanceof Error ? error.message : 'of an unknown kind';
  return new Failure(
    EXIT.defect,
    { code: 'unexpected', title: 'this program has a fault', detail },
    { hint: 'tell whoever looks after it; what was sent to the service before may have been carried out' },
  );
}

/** Removes values from a message: a misspelled `--tokn=...` must not print a token. */
const withoutValues = (message: string): string =>
  message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/'(--?[\w-]+)=[^']*'/g, "'$1'");
