import type { Command } from 'commander';
import { numberArgument } from './arguments.ts';
import type { DrainOptions } from './drain/drain.ts';
import { withExamples } from './help.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';

const EXITS = `
Exit codes: 0 no grant is left and none can be made, 1 something is left or is under way. Say it again to go on where it stopped.
It takes one person on duty, because it only takes access away; two lift it: \`threats list\`, then \`threats lower THREAT\`, each.`;

/** `npx countersign drain`: ends and confirms every grant, before the deployment is taken away. */
export function addDrain(root: Command, terminal: Terminal): void {
  const draining = root
    .command('drain')
    .description('end every grant and let nothing new be granted, before the deployment is taken away')
    .requiredOption('--reason <text>', 'why')
    .option('--hours <number>', 'for how long nothing is granted', numberArgument, 24)
    .option('--wait <seconds>', 'how long to wait for confirmations', numberArgument, 900)
    .option('--stop-open', 'also stop the recoveries that are under way and not executed')
    .action(async (options: DrainOptions, command: Command) => {
      const { drain } = await import('./drain/drain.ts');
      await drain(new Session(command, terminal), options);
    });
  withExamples(draining, 'drain --reason "we move to another account"', [
    'drain --reason "we move" --stop-open --hours 48',
    'does not wait for those who are being proved',
  ]).addHelpText('after', EXITS);
}
