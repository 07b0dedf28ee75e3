import { type Command, InvalidArgumentError, Option } from 'commander';
import { REQUESTER_RELATIONS } from '../../lambdas/core/policy/policy.ts';
import { ACTIONS, KINDS, TIERS } from '../../lambdas/core/registry/account.ts';
import { POLICY_STREAM } from '../../lambdas/core/registry/adoption.ts';
import { digestArgument } from './arguments.ts';
import { withExamples } from './help.ts';
import type { DiffOptions } from './policy/diff.ts';
import type { ExplainOptions } from './policy/explain.ts';
import type { TestOptions } from './policy/test.ts';
import type { ConfirmOptions } from './registry/confirm.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';

const AFTER = `
All but \`propose\` and \`confirm\` works on files of this machine, without the service and without a token.
Exit codes: 0 fine, 1 a policy is invalid, a case fails or (with --exit-code) something changes, 2 wrong usage`;

const CASES = 'policies/cases';
const POLICY = 'policies/default.yaml';

/**
 * `npx countersign policy …`: policy as code, on files. The implementation is loaded on first use, so that no other command waits for the
 * parser.
 */
export function addPolicy(root: Command, terminal: Terminal): void {
  const group = root
    .command('policy')
    .description('check, explain, test and compare policies; adopt one, as two administrators')
    .helpCommand(false);
  withExamples(
    group,
    'policy check policies/default.yaml policies/demo.yaml',
    'policy explain policies/default.yaml --kind human --action reset-mfa --risk 80',
    ['policy test', 'every case in policies/cases'],
    'policy diff policies/default.yaml policies/demo.yaml --exit-code',
  ).addHelpText('after', AFTER);
  const checking = group
    .command('check')
    .description('check whether a policy can be adopted, and list all of its problems')
    .argument('<file...>', 'policies in YAML')
    .action(async (files: readonly string[], _: object, command: Command) => {
      const { checkPolicies } = await import('./policy/check.ts');
      checkPolicies(new Session(command, terminal), files);
    });
  withExamples(checking, 'policy check policies/default.yaml', 'policy check policies/*.yaml --json');
  addExplain(group, terminal);
  const testing = group
    .command('test')
    .description('test a policy against every case of DIR/{allow,escalate,deny}')
    .argument('[dir]', 'folder of cases', CASES)
    .option('--policy <file>', 'the policy to test', POLICY)
    .action(async (dir: string, options: TestOptions, command: Command) => {
      const { testPolicy } = await import('./policy/test.ts');
      testPolicy(new Session(command, terminal), dir, options);
    });
  withExamples(testing, 'policy test', 'policy test policies/cases --policy policies/default.yaml');
  const diffing = group
    .command('diff')
    .description(
      'what becomes weaker, stricter or different between two policies, over every request that they can tell apart',
    )
    .argument('<old>', 'the policy as it was')
    .argument('<new>', 'the policy as it would be')
    .option('--exit-code [when]', 'exit with 1 if anything changes; with `weaker`, not if all changes are stricter')
    .action(async (before: string, after: string, options: DiffOptions, command: Command) => {
      const { diffPolicies } = await import('./policy/diff.ts');
      diffPolicies(new Session(command, terminal), { before, after }, options);
    });
  withExamples(
    diffing,
    'policy diff policies/default.yaml policies/demo.yaml',
    'policy diff policies/default.yaml policies/trial.yaml --exit-code weaker',
  );
  addAdopting(group, terminal);
}

function addAdopting(group: Command, terminal: Terminal): void {
  const proposing = group
    .command('propose')
    .description(
      'show what a policy makes weaker, stricter or different from the one in force, and propose to adopt it',
    )
    .argument('<file>', 'the policy in YAML')
    .action(async (file: string, _: object, command: Command) => {
      const { proposePolicy } = await import('./policy/propose.ts');
      await proposePolicy(new Session(command, terminal), file);
    });
  withExamples(proposing, ['policy propose policies/default.yaml', 'as one administrator']);
  const confirming = group
    .command('confirm')
    .description('read what the proposed policy changes, and adopt it')
    .option('--digest <digest>', 'confirm the proposal with this digest, which you have already read', digestArgument)
    .option('--seen <digest>', 'digest of the difference that you have already read', digestArgument)
    .option('-y, --yes', 'do not ask; needs --seen')
    .action(async (options: ConfirmOptions, command: Command) => {
      const { confirmProposal } = await import('./registry/confirm.ts');
      await confirmProposal(new Session(command, terminal), POLICY_STREAM, options);
    });
  withExamples(
    confirming,
    ['policy confirm', 'as another administrator: shows the difference, then asks'],
    [`policy confirm --yes --seen ${'4f'.repeat(32)}`, 'a difference that you have read before'],
  );
}

function addExplain(group: Command, terminal: Terminal): void {
  const explaining = group
    .command('explain')
    .description('the outcome of every rule for a recovery, with reason and owner, and the resulting plan')
    .argument('<file>', 'the policy')
    .option('--case <file>', 'a described recovery in YAML, in place of the options below')
    .option('--account <id>', 'for exceptions that name accounts, such as cognito:jane')
    .addOption(new Option('--kind <kind>', 'kind of the account').choices(KINDS))
    .addOption(new Option('--tier <tier>', 'its tier (default: standard)').choices(TIERS))
    .option('--environment <name>', 'its environment (default: production)')
    .option('--label <label...>', 'its labels (default: none)')
    .addOption(new Option('--action <action>', 'what is asked for').choices(ACTIONS))
    .option('--channel <name>', 'how it was asked for (default: portal)')
    .option('--desk <name>', 'the desk that took part (default: none)')
    .addOption(new Option('--requester <relation>', 'who asks (default: owner)').choices(REQUESTER_RELATIONS))
    .addOption(new Option('--hours <when>', 'in or out of working hours (default: by --at)').choices(['in', 'out']))
    .option('--risk <score>', 'score of the request (default: 0)', scoreArgument)
    .option('--at <moment>', 'when, for exceptions and working hours (default: now)')
    .action(async (file: string, options: ExplainOptions, command: Command) => {
      const { explainPolicy } = await import('./policy/explain.ts');
      explainPolicy(new Session(command, terminal), file, options);
    });
  withExamples(
    explaining,
    'policy explain policies/default.yaml --kind human --tier privileged --action reset-mfa --risk 45',
    'policy explain policies/default.yaml --case policies/cases/deny/critical-account-at-the-desk.yaml',
  );
}

function scoreArgument(text: string): number {
  if (!/^[0-9]{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, at least 0.');
  return Number(text);
}
