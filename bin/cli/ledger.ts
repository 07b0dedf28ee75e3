import { type Command, Option } from 'commander';
import { exportLedger } from './ledger/export.ts';
import { showLedger } from './ledger/show.ts';
import { type VerifyOptions, verify } from './ledger/verify.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';

const EXAMPLES = `
Examples:
  $ npx countersign ledger show secret:prod/payments/db
  $ npx countersign ledger verify                              every stream, against the heads that the service reports
  $ npx countersign ledger export ledger.jsonl
  $ npx countersign ledger verify --file ledger.jsonl          the same, without the service

Streams are accounts (cognito:jane), people (person:jane) and ticket sources (source:jira).
`;

/** `npx countersign ledger …`: read the ledger, and check it on this machine. */
export function addLedger(root: Command, terminal: Terminal): void {
  const group = root.command('ledger').description('read the ledger, and verify it on this machine').helpCommand(false);
  group.addHelpText('after', EXAMPLES);
  group
    .command('show')
    .description('the commits of a stream')
    .argument('<account>', 'the account, person or ticket source')
    .option('--recovery <id>', 'only those of one recovery')
    .action((account: string, { recovery }: { recovery?: string }, command: Command) =>
      showLedger(new Session(command, terminal), account, recovery),
    );
  group
    .command('verify')
    .description('recompute every hash, chain and state; exits with 4 where one is not intact')
    .argument('[account...]', 'only these streams')
    .addOption(new Option('--file <export>', 'verify an export in place of the service'))
    .action((accounts: readonly string[], options: VerifyOptions, command: Command) =>
      verify(new Session(command, terminal), accounts, options),
    );
  group
    .command('export')
    .description('all commits as JSON lines, for verification elsewhere')
    .argument('[file]', 'a new file; standard output without it')
    .action((file: string | undefined, _: object, command: Command) =>
      exportLedger(new Session(command, terminal), file),
    );
}
