import type { Command } from 'commander';
import { digestArgument, timeArgument } from './arguments.ts';
import { withExamples } from './help.ts';
import { addBulk } from './registry/bulk.ts';
import type { ConfirmOptions } from './registry/confirm.ts';
import type { RotateOptions } from './registry/rotate-key.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';

const RECORDS = `
The file holds a profile ({"account": ...}), a person ({"person": ...}), or that recoveries of a frozen account may go on
({"account": ..., "lift": {"reason": ...}}). A policy is a file in YAML: see also \`policy propose\`.`;

/**
 * `npx countersign registry …`: accounts, people and the policy version, under dual control. The reader of policies is loaded on first use.
 */
export function addRegistry(root: Command, terminal: Terminal): void {
  const group = root
    .command('registry')
    .description('register accounts and people, adopt a policy; two administrators each')
    .helpCommand(false);
  withExamples(
    group,
    ['registry propose --file jane.json', 'as one administrator'],
    ['registry show cognito:jane', 'what is registered, what is proposed, and what differs'],
    ['registry confirm cognito:jane', 'as another administrator: reads it to you, then asks'],
  ).addHelpText('after', RECORDS);
  const proposing = group
    .command('propose')
    .description('propose the record of an account or a person, a policy version, or the lift of a freeze')
    .requiredOption('--file <file>', 'the record, as JSON; a policy, as YAML')
    .action(async ({ file }: { file: string }, command: Command) => {
      const { propose } = await import('./registry/propose.ts');
      await propose(new Session(command, terminal), file);
    });
  withExamples(proposing, 'registry propose --file jane.json').addHelpText('after', RECORDS);
  const bootstrapping = group
    .command('bootstrap')
    .description('name the first two administrators of an empty registry, once, by AWS credentials and no token')
    .argument('<file>', 'their two records, as JSON: see docs/administrators.example.json')
    .option('--function <name>', 'name of the bootstrap function; or COUNTERSIGN_BOOTSTRAP_FUNCTION')
    .action(async (file: string, options: { function?: string }, command: Command) => {
      const { bootstrap } = await import('./registry/bootstrap.ts');
      await bootstrap(new Session(command, terminal), file, options.function);
    });
  withExamples(bootstrapping, [
    'registry bootstrap administrators.json --function NAME',
    'as whoever may invoke the function by IAM',
  ]);
  const show = group
    .command('show')
    .description('what is registered, what waits for a second administrator, and what differs; for auditors too')
    .argument('<stream>', 'the account, the person, or policy:active')
    .action(async (stream: string, _: object, command: Command) => {
      const { showRecord } = await import('./registry/show.ts');
      await showRecord(new Session(command, terminal), stream);
    });
  withExamples(show, 'registry show cognito:jane', ['registry show policy:active', 'the policy version in force']);
  addRotateKey(group, terminal);
  addBulk(group, terminal);
  const finding = group
    .command('findings')
    .description('what directories of record say that people must look at, and the records that they propose')
    .option('--records <source>', 'print the records that this directory proposes, as a file for `registry import`')
    .action(async (options: { records?: string }, command: Command) => {
      const { showFindings } = await import('./registry/findings.ts');
      await showFindings(new Session(command, terminal), options.records);
    });
  withExamples(
    finding,
    ['registry findings', 'whoever left and still holds something, and administrators whom nobody registered'],
    [
      'registry findings --records active-directory > people.jsonl',
      'then both administrators: registry import people.jsonl',
    ],
  );
  const confirming = group
    .command('confirm')
    .description('read what another administrator has proposed, then confirm it')
    .argument('<stream>', 'the account, the person, or policy:active')
    .option('--digest <digest>', 'confirm the proposal with this digest, which you have already read', digestArgument)
    .option(
      '--seen <digest>',
      'digest of the look-alikes, or of the difference of a policy, that you have already read',
      digestArgument,
    )
    .option('-y, --yes', 'do not ask')
    .action(async (stream: string, options: ConfirmOptions, command: Command) => {
      const { confirmProposal } = await import('./registry/confirm.ts');
      await confirmProposal(new Session(command, terminal), stream, options);
    });
  withExamples(
    confirming,
    ['registry confirm cognito:jane', 'reads what differs to you, then asks'],
    [`registry confirm cognito:jane --digest ${'4f'.repeat(32)}`, 'what you have read before'],
  );
}

function addRotateKey(group: Command, terminal: Terminal): void {
  const rotating = group
    .command('rotate-key')
    .description('propose a further signing key of a family of functions, which the deployment holds already')
    .argument('<family>', 'people, requester, intake, enrolment, registry, population, workflow or timers')
    .argument('<key>', 'ARN of the key')
    .requiredOption(
      '--from <time>',
      'when it replaces the old one; a minute or more after it is confirmed',
      timeArgument,
    )
    .option(
      '--compromised',
      'the old key is compromised: `--from` may be in the past, and what it signed since then is forged',
    )
    .action(async (family: string, key: string, options: RotateOptions, command: Command) => {
      const { rotateKey } = await import('./registry/rotate-key.ts');
      await rotateKey(new Session(command, terminal), family, key, options);
    });
  withExamples(rotating, [
    'registry rotate-key people arn:aws:kms:eu-central-1:111122223333:key/KEY --from 2026-12-01T06:00:00Z',
    'then another administrator: registry confirm registry:keys',
  ]);
}
