import { type Command, Option } from 'commander';
import { withExamples } from './help.ts';
import { exportLedger } from './ledger/export.ts';
import { type RedeliverOptions, redeliver } from './ledger/redeliver.ts';
import { showLedger } from './ledger/show.ts';
import { type VerifyOptions, verify } from './ledger/verify.ts';
import { proposeVoid } from './ledger/void.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';

const STREAMS = '\nStreams are accounts (cognito:jane), people (person:jane) and ticket sources (source:jira).';

/** `npx countersign ledger …`: read the ledger, and check it on this machine. */
export function addLedger(root: Command, terminal: Terminal): void {
  const group = root.command('ledger').description('read the ledger, and verify it on this machine').helpCommand(false);
  withExamples(
    group,
    'ledger show secret:prod/payments/db',
    ['ledger verify', 'every stream, against the heads that the service reports'],
    'ledger export ledger.jsonl',
    ['ledger verify --file ledger.jsonl', 'the same, without the service'],
  ).addHelpText('after', STREAMS);
  const show = group
    .command('show')
    .description('the commits of a stream')
    .argument('<account>', 'the account, person or ticket source')
    .option('--recovery <id>', 'only those of one recovery')
    .action((account: string, { recovery }: { recovery?: string }, command: Command) =>
      showLedger(new Session(command, terminal), account, recovery),
    );
  withExamples(show, 'ledger show cognito:jane', 'ledger show secret:prod/payments/db --recovery ID');
  const verifying = group
    .command('verify')
    .description('recompute every hash, chain, state and signature; exits with 4 where one is not intact')
    .argument('[account...]', 'only these streams')
    .addOption(new Option('--file <export>', 'verify an export in place of the service'))
    .addOption(new Option('--keys <export>', 'take the public halves of the keys from this earlier export'))
    .addOption(new Option('--against <export>', 'say also what was cut, changed or forked since this earlier export'))
    .action((accounts: readonly string[], options: VerifyOptions, command: Command) =>
      verify(new Session(command, terminal), accounts, options),
    );
  withExamples(
    verifying,
    'ledger verify',
    'ledger verify cognito:jane person:jane',
    'ledger verify --file ledger.jsonl',
    ['ledger verify --file today.jsonl --against kept.jsonl', 'today’s export has all that the kept one has'],
  );
  const exporting = group
    .command('export')
    .description('all commits as JSON lines, for verification elsewhere')
    .argument('[file]', 'a new file; standard output without it')
    .option('--only <stream...>', 'these streams, with those that are needed to check every signature in them')
    .action((file: string | undefined, { only = [] }: { readonly only?: readonly string[] }, command: Command) =>
      exportLedger(new Session(command, terminal), file, only),
    );
  withExamples(
    exporting,
    'ledger export ledger.jsonl',
    ['ledger export | gzip > ledger.jsonl.gz', 'to standard output'],
    ['ledger export jane.jsonl --only cognito:jane', 'one account, as evidence for somebody else'],
  );
  addRedeliver(group, terminal);
  addVoid(group, terminal);
}

function addVoid(group: Command, terminal: Terminal): void {
  const voiding = group
    .command('void')
    .description('propose to void forged commits, so that their stream goes on; another administrator confirms')
    .argument('<stream>', 'the stream that is stopped')
    .argument('<seq>', 'number of the forged commit')
    .argument('[last]', 'number of the last one, where several follow on each other')
    .action((stream: string, seq: string, last: string | undefined, _: object, command: Command) =>
      proposeVoid(new Session(command, terminal), stream, seq, last),
    );
  withExamples(
    voiding,
    ['ledger void cognito:jane 7', 'then another administrator: registry confirm registry:voids/cognito:jane'],
    ['ledger void cognito:jane 7 9', 'several that follow on each other'],
  );
}

function addRedeliver(group: Command, terminal: Terminal): void {
  const redelivering = group
    .command('redeliver')
    .description('repeat the effects of commits, from the ledger; for people on duty, safe to repeat')
    .option('--stream <stream>', 'the stream of one commit')
    .option('--seq <number>', 'its number')
    .option('--from-dead-letters', 'the dead letters of the relay and of the notices')
    .option('--since <time>', 'all commits from this time on')
    .option('--until <time>', 'and up to this time; now without it')
    .action((options: RedeliverOptions, command: Command) => redeliver(new Session(command, terminal), options));
  withExamples(
    redelivering,
    'ledger redeliver --stream cognito:jane --seq 7',
    'ledger redeliver --from-dead-letters',
    'ledger redeliver --since 2026-11-28T09:00:00Z --until 2026-11-28T10:00:00Z',
  );
}
