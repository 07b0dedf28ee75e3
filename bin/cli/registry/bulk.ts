import { Argument, type Command } from 'commander';
import { digestArgument } from '../arguments.ts';
import { withExamples } from '../help.ts';
import { Session } from '../service/session.ts';
import type { Terminal } from '../terminal.ts';
import type { ImportOptions } from './import/import.ts';
import type { Reading } from './import/records.ts';

const FILES = `
A file is CSV (\`.csv\`) with the columns of \`registry template\`, a directory's export (\`.ldif\`), or has one record in JSON on each line. Of an
export every person becomes a record without parts: \`uid\` or \`sAMAccountName\`, \`displayName\` or \`cn\`, and \`mail\`. All lines are read before anything is sent:
one wrong line stops it. All records are one batch: the other administrator confirms it once, by its digest, and has it applied. An import that was cut
off is run again, and goes on where it stopped.`;

const ISSUER = 'of an LDIF file: where its people sign in';
const SUBJECT = 'of an LDIF file: the attribute that is `sub` in their tokens (uid)';

/** `registry import`, `registry digest`, `registry template`: many records at once. */
export function addBulk(group: Command, terminal: Terminal): void {
  const importing = group
    .command('import')
    .description('propose every record of files, or confirm what another administrator has proposed of the same files')
    .argument('<file...>', 'people and accounts, in CSV, LDIF or JSON lines')
    .option('--issuer <url>', ISSUER)
    .option('--subject <attribute>', SUBJECT)
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
    ['registry import people.ldif --issuer https://issuer.example.com', 'the people of a directory'],
  ).addHelpText('after', FILES);
  const digesting = group
    .command('digest')
    .description('the digest of an import, computed here without a service')
    .argument('<file...>', 'the files of the import')
    .option('--issuer <url>', ISSUER)
    .option('--subject <attribute>', SUBJECT)
    .action(async (files: readonly string[], options: Reading, command: Command) => {
      const { printDigest } = await import('./import/import.ts');
      printDigest(new Session(command, terminal), files, options);
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
