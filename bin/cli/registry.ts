import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { digestArgument } from './arguments.ts';
import { usageFailure } from './failure.ts';
import { type ConfirmationAnswer, isConfirmation, isProposal, type ProposalAnswer } from './service/answers.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';

const EXAMPLES = `
Examples:
  $ npx countersign registry propose --file jane.json              as one administrator
  $ npx countersign registry confirm cognito:jane --digest DIGEST  as another

The file holds a profile ({"account": ...}), a person ({"person": ...}), a policy version to adopt ({"name": ..., "digest": ...}), or that
recoveries of a frozen account may go on ({"account": ..., "lift": {"reason": ...}}).
`;

/** `npx countersign registry …`: accounts, people and the policy version, under dual control. */
export function addRegistry(root: Command, terminal: Terminal): void {
  const group = root
    .command('registry')
    .description('register accounts and people, adopt a policy; two administrators each')
    .helpCommand(false);
  group.addHelpText('after', EXAMPLES);
  group
    .command('propose')
    .description('propose the record of an account or a person, a policy version, or the lift of a freeze')
    .requiredOption('--file <file>', 'the record, as JSON')
    .action(({ file }: { file: string }, command: Command) => propose(new Session(command, terminal), file));
  group
    .command('confirm')
    .description('confirm what another administrator has proposed')
    .argument('<stream>', 'the account, the person, or policy:active')
    .requiredOption('--digest <digest>', 'digest of the proposal that you have read', digestArgument)
    .action((stream: string, { digest }: { digest: string }, command: Command) =>
      confirm(new Session(command, terminal), { stream, digest }),
    );
}

async function propose(session: Session, file: string): Promise<void> {
  session.show(await session.api.post(['registry', 'proposals'], proposalIn(file)), isProposal, proposed);
}

const proposed = ({ stream, digest }: ProposalAnswer): string =>
  `Proposed for ${stream}, digest ${digest}.\nNext, another administrator: npx countersign registry confirm ${stream} --digest ${digest}\n`;

async function confirm(session: Session, body: { readonly stream: string; readonly digest: string }): Promise<void> {
  session.show(await session.api.post(['registry', 'confirmations'], body), isConfirmation, confirmed);
}

const confirmed = ({ stream, seq }: ConfirmationAnswer): string =>
  `The record of ${stream} is as proposed from commit ${seq} on.\n`;

/** The file's record as the service wants it. Its members are the service's to judge. */
function proposalIn(file: string): Readonly<Record<string, unknown>> {
  const record = readRecord(file);
  if (typeof record === 'object' && record !== null) {
    if ('lift' in record) return { ...record };
    if ('account' in record) return { profile: record };
    if ('person' in record && typeof record.person === 'string') return { person: record };
    if ('name' in record && 'digest' in record) return { policy: record };
    if ('profile' in record || 'person' in record || 'policy' in record) return { ...record };
  }
  throw usageFailure(
    `\`${file}\` holds no profile, person, policy version or lift of a freeze`,
    'a profile has `account`, a person has `person`, a policy version has `name` and `digest`, a lift has `account` and `lift`',
  );
}

function readRecord(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw usageFailure(`\`${file}\` is not JSON`);
    throw usageFailure(`cannot read \`${file}\` (${(error as NodeJS.ErrnoException).code})`);
  }
}
