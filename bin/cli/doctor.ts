import type { Command } from 'commander';
import { numberArgument } from './arguments.ts';
import { withExamples } from './help.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';

const EXITS = `
It reads and changes nothing, without \`--canary\`. Exit codes: 0 nothing was found, 1 only warnings, 2 something does not work or protects nobody.
\`--canary\` gives no proof, so nothing is executed. It is run by an administrator or somebody on duty who owns the account, or is its custodian.
Its exit codes: 0 the recovery got its plan and was withdrawn, 1 it was refused or denied, 3 a step did not come in time.`;

interface DoctorOptions {
  readonly canary?: string;
  readonly wait: number;
}

/** `npx countersign doctor`: what is wrong with a deployment, for its administrators and people on duty. */
export function addDoctor(root: Command, terminal: Terminal): void {
  const examining = root
    .command('doctor')
    .description('find what is wrong with the deployment, and what to do about each thing')
    .option(
      '--canary <account>',
      'run a recovery of this account instead, to its plan and back; its record has the label `canary`',
    )
    .option('--wait <seconds>', 'how long the canary waits for each step', numberArgument, 60)
    .action(async ({ canary, wait }: DoctorOptions, command: Command) => {
      const session = new Session(command, terminal);
      if (canary !== undefined) return (await import('./doctor/canary.ts')).flyCanary(session, canary, wait);
      const { examine } = await import('./doctor/examine.ts');
      await examine(session);
    });
  withExamples(
    examining,
    'doctor',
    ['doctor --json', 'for a monitor'],
    ['doctor --canary cognito:canary', 'opens a recovery of an account that is there for this, and withdraws it'],
  ).addHelpText('after', EXITS);
}
