import { Command, Option } from 'commander';
import { keyArgument } from './arguments.ts';
import { addCalls } from './calls.ts';
import { addCompletion } from './completion.ts';
import { addDelegations } from './delegations.ts';
import { addDoctor } from './doctor.ts';
import { addDrain } from './drain.ts';
import { HELP, withExamples } from './help.ts';
import { addIncidents } from './incidents.ts';
import { addInit } from './init.ts';
import { addLedger } from './ledger.ts';
import { addPage } from './page.ts';
import { addPolicy } from './policy.ts';
import { addReceipts } from './receipts.ts';
import { addRecoveries } from './recoveries.ts';
import { addRegistry } from './registry.ts';
import { DEFAULT_URL, FORMATS } from './service/settings.ts';
import { addSignIn } from './sign-in.ts';
import type { Terminal } from './terminal.ts';
import { version } from './text/version.ts';
import { addThreats } from './threats.ts';
import { addTickets } from './tickets.ts';

const AFTER = `
Exit codes: 0 done, 1 refused, 2 wrong usage, 3 no answer from the service, 4 the ledger is not intact, 5 an error of this program`;

const HELP_WIDTH = 110;

/** The whole command line. Parsing throws a `CommanderError` instead of ending the process. */
export function program(terminal: Terminal): Command {
  const root = new Command('countersign')
    .description('govern account recovery: prove, countersign, execute, revoke, and show it afterwards')
    .version(version(), '--version')
    .option('--url <url>', `address of the service (env: COUNTERSIGN_URL; default: ${DEFAULT_URL})`)
    .addOption(
      new Option(
        '--token <token>',
        'bearer token of a program (env: COUNTERSIGN_TOKEN); others on this machine can see it here, prefer a file',
      ).conflicts('tokenFile'),
    )
    .option('--token-file <file>', 'file that holds the bearer token')
    .option('--profile <name>', 'which deployment you signed in to (env: COUNTERSIGN_PROFILE; default: default)')
    .addOption(new Option('--json', 'print exact JSON; problems as JSON on standard error').conflicts('format'))
    .addOption(
      new Option('-o, --format <format>', 'print for people, or for programs as JSON or YAML').choices(FORMATS),
    )
    .option(
      '--idempotency-key <key>',
      'say a command again that was not answered, so that it is done once',
      keyArgument,
    )
    .option('--insecure-http', 'send the token over plain http to another machine')
    .helpOption('-h, --help', 'how to use a command')
    .helpCommand(false)
    .configureHelp(HELP)
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      // Errors are thrown, and printed in one place.
      outputError: () => {},
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
    })
    .exitOverride();
  withExamples(
    root,
    ['login --url URL', 'signs you in with your browser'],
    ['recoveries list', 'what is under way, by who you are'],
    ['recoveries show ID', 'its plan and what has happened'],
    ['recoveries approve ID', 'reads the plan to you, then asks'],
    ['ledger verify', 'checks every hash on this machine'],
    ['policy test', 'asks the shipped policy about every described recovery'],
  ).addHelpText('after', AFTER);
  for (const add of [
    addInit,
    addSignIn,
    addRecoveries,
    addDelegations,
    addTickets,
    addCalls,
    addThreats,
    addIncidents,
    addLedger,
    addReceipts,
    addRegistry,
    addPolicy,
    addDoctor,
    addDrain,
    addPage,
    addCompletion,
  ])
    add(root, terminal);
  return root;
}
