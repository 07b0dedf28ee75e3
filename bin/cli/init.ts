import { type Command, Option } from 'commander';
import { SOURCE_NAMES } from '../../lambdas/core/intake/sources.ts';
import { digestArgument } from './arguments.ts';
import { withExamples } from './help.ts';
import type { InitOptions } from './init/step.ts';
import type { Terminal } from './terminal.ts';

const AFTER = `
It can be run again: what is done already is left alone. AWS credentials are used for \`--administrators\`, \`--source\`, \`--govern\` and
\`--test-alert\` only, which call the bootstrap function, Secrets Manager and the alert topic. Exit codes are those of \`doctor\`, with which it ends; 1 also when a step was refused.`;

/** `npx countersign init`: the first day with a deployment, step by step. */
export function addInit(root: Command, terminal: Terminal): void {
  const beginning = root
    .command('init')
    .description('set up a deployment on its first day: profile, administrators, sign-in, policy, webhook keys')
    .requiredOption(
      '--outputs <file>',
      'the file of `cdk deploy --outputs-file`, or of `aws cloudformation describe-stacks`',
    )
    .option('--stack <name>', 'which stack of the file, if it has several')
    .option('--administrators <file>', 'name the first two administrators: see docs/administrators.example.json')
    .option('--policy <file>', 'propose this policy, if it is the deployed one and nobody has')
    .option('--seen <digest>', 'confirm a policy whose difference you have read, without being asked', digestArgument)
    .addOption(new Option('--source <name...>', 'make a webhook key for this ticket system').choices(SOURCE_NAMES))
    .option('--govern <secret...>', 'tag these secrets as governed, and say how each gets its rotation function')
    .option('--test-alert', 'send a test message to the alert topic')
    .option('-y, --yes', 'do not ask')
    .action(async (options: InitOptions, command: Command) => {
      const { init } = await import('./init/steps.ts');
      await init(command, terminal, options);
    });
  withExamples(
    beginning,
    ['init --outputs outputs.json --administrators administrators.json', 'the first administrator'],
    ['init --outputs outputs.json --policy policies/default.yaml --source jira', 'proposes the policy, makes a key'],
    ['init --outputs outputs.json', 'the second administrator: reads the policy, then confirms it'],
  ).addHelpText('after', AFTER);
}
