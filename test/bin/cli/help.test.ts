import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { program } from '../../../bin/cli/program.ts';
import type { Terminal } from '../../../bin/cli/terminal.ts';
import { cli } from '../../support/cli.ts';

const silent = { out: () => undefined, err: () => undefined } as unknown as Terminal;

/** Every command, by its names. */
function commandsOf(command: Command, names: readonly string[] = []): readonly (readonly string[])[] {
  return [names, ...command.commands.flatMap((one) => commandsOf(one, [...names, one.name()]))];
}

const COMMANDS = commandsOf(program(silent));
const SUBCOMMANDS = COMMANDS.filter(({ length }) => length === 2);

const helpOf = async (names: readonly string[]): Promise<string> => (await cli([...names, '--help'])).out;

/** The command lines of a help, without what they do and what they are piped to. */
const examplesIn = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}\$ npx countersign (.+?)(?: {2,}.*)?$/gm)].map(([, line = '']) =>
    line.replace(/ [|>].*$/, ''),
  );

/** Words as a shell makes them of a line; a pattern is its first file. */
const wordsIn = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain.replace('*', 'default'));

/** Parses a line as the program does, with every command doing nothing but saying which one it was. */
async function parsed(line: string): Promise<string> {
  let done = '';
  const root = program(silent);
  for (const group of root.commands) {
    // A group may do something by itself, too.
    for (const command of [group, ...group.commands]) {
      command.action(() => {
        done = command === group ? command.name() : `${group.name()} ${command.name()}`;
      });
    }
  }
  await root.parseAsync([...wordsIn(line)], { from: 'user' });
  return done;
}

/** The commands about policies that need the service. */
const ADOPTING = ['propose', 'confirm'];

describe('help', () => {
  it('knows all the commands', () => {
    expect(SUBCOMMANDS.length).toBeGreaterThanOrEqual(21);
  });

  it.each(COMMANDS.map((names) => [names.join(' '), names] as const))(
    '`%s` has examples that can be typed',
    async (_, names) => {
      const examples = examplesIn(await helpOf(names));
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(example).toContain(await parsed(example));
    },
  );

  it.each(SUBCOMMANDS.map((names) => [names.join(' '), names] as const))(
    '`%s` has examples of itself',
    async (name, names) => {
      for (const example of examplesIn(await helpOf(names))) expect(await parsed(example)).toBe(name);
    },
  );

  it('names policies and cases that there are', async () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const lines = await Promise.all(COMMANDS.map(async (names) => examplesIn(await helpOf(names))));
    const paths = lines
      .flat()
      .flatMap(wordsIn)
      .filter((word) => word.startsWith('policies'));
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });

  it('marks what must be given, and nothing else', async () => {
    for (const names of SUBCOMMANDS) {
      const [group, command] = names;
      const options = program(silent)
        .commands.find((one) => one.name() === group)
        ?.commands.find((one) => one.name() === command)?.options;
      const marked = [
        ...(await helpOf(names)).replace(/\n {10,}/g, ' ').matchAll(/^ {2}(?:-\w, )?(--[\w-]+).*\(required\)$/gm),
      ];
      const mandatory = options?.filter((option) => option.mandatory).map(({ long }) => long);
      expect([names, marked.map(([, long]) => long)]).toEqual([names, mandatory]);
    }
  });

  it('shows options for the service where one is asked, and not where everything is done here', async () => {
    for (const names of COMMANDS.filter(([group]) => group !== undefined)) {
      const help = await helpOf(names);
      expect([names, help.includes('--json'), help.includes('--token')]).toEqual([
        names,
        true,
        names[0] !== 'policy' || ADOPTING.includes(names[1] ?? ''),
      ]);
    }
  });
});
