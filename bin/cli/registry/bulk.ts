import { Argument, type Command } from 'commander';
import { digestArgument } from '../arguments.ts';
import { withExamples } from '../help.ts';
import { Session } from '../service/session.ts';
import type { Terminal } from '../terminal.ts';
import type { ImportOptions } from './import/import.ts';

const FILES = `
A file is CSV (\`.csv\`) with the columns of \`registry template\`, or has one record in JSON on each line. All lines are read before anything is sent:
one wrong line stops it. An import that was cut off is run again: what is proposed or registered is passed over.`;

/** `registry import`, `registry digest`, `registry template`: many records at once. */
export function addBulk(group: Command, terminal: Terminal): void {
  const importing = group
    .command('import')
    .description('propose every record of files, or confirm what another administrator has proposed of the same files')
    .argument('<file...>', 'people and accounts, in CSV or JSON lines')
    .option('--confirm', 'confirm them, as another administrator')
    .option('--digest <digest>', 'only if the files have this digest', digestArgument)
    .option('-y, --yes', 'do not ask; to confirm, with `--digest`')
    .action(async (files: readonly string[], options: ImportOptions, command: Command) => {
      const { importRecords } = await import('./import/import.ts');
      await importRecords(new Session(command, terminal), files, options);
    });
  withExamples(
    importing,
    ['registry import people.csv accounts.csv', 'as one administrator'],
    ['registry import people.csv accounts.csv --confirm', 'as another, with the same files'],
  ).addHelpText('after', FILES);
  const digesting = group
    .command('digest')
    .description('the digest of an import, computed here without a service')
    .argument('<file...>', 'the files of the import')
    .action(async (files: readonly string[], _: object, command: Command) => {
      const { printDigest } = await import('./import/import.ts');
      printDigest(new Session(command, terminal), files);
    });
  withExamples(digesting, 'registry digest people.csv accounts.csv');
  const templating = group
    .command('template')
    .description('the columns of a table, with an example; with --json the schema of a record')
    .addArgument(new Argument('<of>', 'which records').choices(['people', 'accounts']))
    .action(async (of: 'people' | 'accounts', _: object, command: Command) => {
      const { printTemplate } = await import('./import/template.ts');
      printTemplate(new Session(command, terminal), of);
    });
  withExamples(templating, 'registry template people > people.csv', 'registry template accounts --json');
}
