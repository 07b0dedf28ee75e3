import { type Command, Help, type Option } from 'commander';
import { facts } from './text/print.ts';

/** A command line without `npx countersign`, with a description if it needs one. */
export type Example = string | readonly [line: string, does: string];

/** Puts examples under the help of a command. */
export function withExamples(command: Command, ...examples: readonly Example[]): Command {
  return command.addHelpText('after', `\nExamples:\n${examplesInWords(examples).trimEnd()}`);
}

const examplesInWords = (examples: readonly Example[]): string =>
  facts(
    examples.map((example) => {
      const [line, does = ''] = typeof example === 'string' ? [example] : example;
      return [`$ npx countersign ${line}`, does] as const;
    }),
  );

/** The style of every help: required options are marked, and options for the service appear only where there is one. */
export const HELP: Partial<Help> = {
  showGlobalOptions: true,
  optionDescription(option: Option): string {
    const description = Help.prototype.optionDescription.call(this, option);
    return option.mandatory ? `${description} (required)` : description;
  },
  visibleGlobalOptions(command: Command): Option[] {
    const options = Help.prototype.visibleGlobalOptions.call(this, command);
    return isOffline(command) ? options.filter(({ long }) => long !== undefined && OFFLINE.includes(long)) : options;
  },
};

/** Global options that also apply to commands without a service. */
const OFFLINE: readonly string[] = ['--json', '--format', '--help'];

/** Commands about policies that need the service. */
const ADOPTING: readonly string[] = ['propose', 'confirm'];

const isOffline = (command: Command): boolean =>
  command.name() === 'policy' ||
  (command.parent !== null && isOffline(command.parent) && !ADOPTING.includes(command.name()));

/** The names of the command in a command line, as far as it has any. */
export function commandIn(root: Command, argv: readonly string[]): readonly string[] {
  const names: string[] = [];
  let command = root;
  for (const word of argv) {
    const named = command.commands.find((one) => one.name() === word);
    if (named === undefined) continue;
    names.push(word);
    command = named;
  }
  return names;
}
