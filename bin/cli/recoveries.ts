import { Argument, type Command, Option } from 'commander';
import { type ReviewFinding, STOP_CAUSES } from '../../lambdas/core/recovery/state/events.ts';
import { SUBJECT_ANSWERS } from '../../lambdas/core/recovery/state/subject.ts';
import { ACTIONS } from '../../lambdas/core/registry/account.ts';
import { digestArgument, LIMIT, limitArgument, numberArgument, personArgument, ticketArgument } from './arguments.ts';
import { withExamples } from './help.ts';
import { type ApproveOptions, approve } from './recoveries/approve.ts';
import { type ClaimOptions, claim } from './recoveries/claim.ts';
import { type ListOptions, listRecoveries, showRecovery } from './recoveries/list.ts';
import { give, type OpenOptions, open } from './recoveries/open.ts';
import { addProving } from './recoveries/proving.ts';
import { addRevoking } from './recoveries/revoke.ts';
import { decide } from './recoveries/sign.ts';
import { addWork } from './recoveries/work.ts';
import { isSuspicion, type SuspicionAnswer } from './service/answers.ts';
import { Session } from './service/session.ts';
import { type Watching, watched, watchOption } from './service/watch.ts';
import type { Terminal } from './terminal.ts';
import { REVIEWED, STOPPED } from './text/recovery.ts';

/** `npx countersign recoveries …`: people's commands on recoveries. */
export function addRecoveries(root: Command, terminal: Terminal): void {
  const group = root.command('recoveries').description('open recoveries and work on them').helpCommand(false);
  withExamples(
    group,
    'recoveries list --which ended',
    'recoveries open secret:prod/payments/db rotate-secret --reason "leaked in a log" --ticket jira/OPS-7',
    'recoveries prove ID --method in-person --reference badge-log/4711 --seen passport employee-badge',
    'recoveries approve ID',
    'recoveries claim ID --output credential.txt',
    'recoveries review ID --finding appropriate --note "spoke with the owner"',
  );
  addReading(group, terminal);
  addOpen(group, terminal);
  addProving(group, terminal);
  addApproval(group, terminal);
  addRest(group, terminal);
  addRevoking(group, terminal);
  addWork(group, terminal);
}

function addReading(group: Command, terminal: Terminal): void {
  const listing = group
    .command('list')
    .description('recoveries that are under way, or have ended')
    .addOption(new Option('--which <which>', 'which ones').choices(['open', 'ended']).default('open'))
    .option('--limit <number>', LIMIT, limitArgument, 50)
    .option('--after <next>', 'continue where an earlier list ended')
    .addOption(watchOption())
    .action((options: ListOptions & Watching, command: Command) =>
      watched(terminal, options.watch, (shown) => listRecoveries(new Session(command, shown), options)),
    );
  withExamples(listing, 'recoveries list', ['recoveries list --which ended --limit 200', 'the newest that have ended']);
  const showing = group
    .command('show')
    .description('one recovery: its plan, and what has happened')
    .argument('<id>', 'the recovery')
    .addOption(watchOption())
    .action((id: string, { watch }: Watching, command: Command) =>
      watched(terminal, watch, (shown) => showRecovery(new Session(command, shown), id)),
    );
  withExamples(
    showing,
    'recoveries show ID',
    ['recoveries show ID --watch', 'until it has ended'],
    ['recoveries show ID --json', 'exactly as the service answers'],
  );
}

function addOpen(group: Command, terminal: Terminal): void {
  const opening = group
    .command('open')
    .description('ask for one change of one account')
    .argument('<account>', 'the account, such as cognito:jane')
    .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
    .requiredOption('--reason <text>', 'why')
    .option('--requester <who>', 'the person for whom you ask: an id or a mail address')
    .option('--channel <channel>', 'how they asked you, such as phone')
    .option('--caller <number>', 'the number that called you for them, with its country code; it proves nothing')
    .option('--desk <desk>', 'your help desk')
    .option('--ticket <source/id>', 'the ticket that it belongs to', ticketArgument)
    .option('--seconds <number>', 'how long it is needed', numberArgument)
    .action((account: string, action: string, options: OpenOptions, command: Command) =>
      open(new Session(command, terminal), { account, action }, options),
    );
  withExamples(
    opening,
    'recoveries open cognito:jane reset-password --reason "forgot it"',
    'recoveries open secret:prod/payments/db rotate-secret --reason "leaked in a log" --ticket jira/OPS-7 --seconds 3600',
  );
}

function addApproval(group: Command, terminal: Terminal): void {
  const approving = group
    .command('approve')
    .description('read the plan, then countersign it, with your passkey in the browser where the plan asks for it')
    .argument('<id>', 'the recovery')
    .option('--digest <digest>', 'countersign the plan with this digest, which you have already read', digestArgument)
    .addOption(inPlaceOf())
    .option('-y, --yes', 'do not ask')
    .action((id: string, options: ApproveOptions, command: Command) =>
      approve(new Session(command, terminal), id, options),
    );
  withExamples(
    approving,
    ['recoveries approve ID', 'reads the plan to you, then asks'],
    [`recoveries approve ID --digest ${'4f'.repeat(32)}`, 'the plan that you have read before'],
    ['recoveries approve ID --for person:mara', 'in the place of Mara, who lent you her right'],
  );
  const rejecting = group
    .command('reject')
    .description('reject the plan as an approver, with your passkey where the plan asks for it; this ends the recovery')
    .argument('<id>', 'the recovery')
    .requiredOption('--reason <text>', 'why')
    .addOption(inPlaceOf())
    .action((id: string, content: { readonly reason: string; readonly for?: string }, command: Command) =>
      decide(new Session(command, terminal), id, {
        ...{ command: { type: 'RejectPlan', ...content }, what: 'rejections', body: content, content },
      }),
    );
  withExamples(rejecting, 'recoveries reject ID --reason "nobody of the team asked for it"');
}

const inPlaceOf = (): Option =>
  new Option('--for <person>', 'in the place of this person, who lent you their right to approve').argParser(
    personArgument,
  );

function addRest(group: Command, terminal: Terminal): void {
  const revising = group
    .command('revise')
    .description('ask for a shorter time; the plan is made and countersigned again')
    .argument('<id>', 'the recovery')
    .requiredOption('--seconds <number>', 'how long it is needed', numberArgument)
    .requiredOption('--reason <text>', 'why')
    .action((id: string, { seconds, reason }: { seconds: number; reason: string }, command: Command) =>
      give(new Session(command, terminal), [id, 'revisions'], { body: { requestedSeconds: seconds, reason } }),
    );
  withExamples(revising, 'recoveries revise ID --seconds 1800 --reason "half an hour is enough"');
  const stopping = group
    .command('stop')
    .description('stop the recovery; a grant is revoked at once')
    .argument('<id>', 'the recovery')
    .requiredOption('--reason <text>', 'why')
    .addOption(
      new Option(
        '--cause <cause>',
        'a suspected impersonation sticks to the account, and is taken where nothing is said',
      )
        .choices(STOP_CAUSES)
        .default('suspected-impersonation'),
    )
    .action((id: string, { reason, cause }: Record<string, string>, command: Command) =>
      give(new Session(command, terminal), [id, 'stops'], {
        body: { reason, cause },
        effect: { executing: STOPPED, granted: STOPPED },
      }),
    );
  withExamples(stopping, 'recoveries stop ID --reason "it was not me"', [
    'recoveries stop ID --reason "typed the wrong name" --cause mistake',
    'leaves no mark',
  ]);
  const suspecting = group
    .command('suspect')
    .description('report that the caller may be an impostor; nothing is stopped, and the next agent sees it')
    .argument('<id>', 'the recovery')
    .requiredOption('--reason <text>', 'what made you suspicious')
    .action(async (id: string, { reason }: Record<string, string>, command: Command) => {
      const session = new Session(command, terminal);
      session.show(await session.api.post(['suspicions'], { recovery: id, reason }), isSuspicion, suspicionInWords);
    });
  withExamples(suspecting, 'recoveries suspect ID --reason "could not say where they work"');
  const claiming = group
    .command('claim')
    .description('take the credential, once, of an account that you answer for; your own you take on its page')
    .argument('<id>', 'the recovery')
    .addOption(new Option('--output <file>', 'write it to a new file that only you can read').conflicts('print'))
    .option('--print', 'print it to standard output')
    .action((id: string, options: ClaimOptions, command: Command) =>
      claim(new Session(command, terminal), id, options),
    );
  withExamples(claiming, 'recoveries claim ID --output credential.txt', [
    'recoveries claim ID --print | pbcopy',
    'standard output has the credential and nothing else',
  ]);
  const answering = group
    .command('answer')
    .description('say of a recovery of your own account, once it was executed, whether you asked for it')
    .argument('<id>', 'the recovery')
    .addArgument(
      new Argument('<answer>', '`not-mine` revokes what is open, and is never taken back').choices(SUBJECT_ANSWERS),
    )
    .action((id: string, answer: string, _: object, command: Command) =>
      give(new Session(command, terminal), [id, 'subject-answers'], {
        body: { answer },
        effect: answer === 'not-mine' ? { granted: STOPPED } : {},
      }),
    );
  withExamples(answering, 'recoveries answer ID mine', ['recoveries answer ID not-mine', 'ends what is still open']);
  const reviewing = group
    .command('review')
    .description('review a recovery after its grant has ended, with your passkey where the plan asks for it')
    .argument('<id>', 'the recovery')
    .addOption(
      new Option('--finding <finding>', 'what you find')
        .choices(['appropriate', 'inappropriate'])
        .makeOptionMandatory(),
    )
    .requiredOption('--note <text>', 'what you looked at')
    .action((id: string, content: { readonly finding: ReviewFinding; readonly note: string }, command: Command) =>
      decide(new Session(command, terminal), id, {
        ...{ command: { type: 'ReviewRecovery', ...content }, what: 'reviews', body: content, content },
        effect: { reviewing: REVIEWED },
      }),
    );
  withExamples(reviewing, 'recoveries review ID --finding appropriate --note "spoke with the owner"');
}

const suspicionInWords = ({ account, repeated }: SuspicionAnswer): string =>
  repeated
    ? 'A suspicion about this recovery was already recorded.\n'
    : `Recorded on ${account}: the next agent sees it.\n`;
