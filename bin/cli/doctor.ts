import type { Command } from 'commander';
import { withExamples } from './help.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';

const EXITS = `
It reads and changes nothing. Exit codes: 0 nothing was found, 1 only warnings, 2 something does not work or protects nobody.`;

/** `npx countersign doctor`: what is wrong with a deployment, for its administrators and people on duty. */
export function addDoctor(root: Command, terminal: Terminal): void {
  const examining = root
    .command('doctor')
    .description('find what is wrong with the deployment, and what to do about each thing')
    .action(async (_: object, command: Command) => {
      const { examine } = await import('./doctor/examine.ts');
      await examine(new Session(command, terminal));
    });
  withExamples(examining, 'doctor', ['doctor --json', 'for a monitor']).addHelpText('after', EXITS);
}
