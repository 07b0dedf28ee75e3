import { type Command, Option } from 'commander';
import { stageAsked, workAt } from '../../../lambdas/core/recovery/state/by-hand.ts';
import { digestOfWork, WORK_STAGES, type WorkStage } from '../../../lambdas/core/recovery/state/work.ts';
import { EXIT, Failure } from '../failure.ts';
import { withExamples } from '../help.ts';
import { isRecovery } from '../service/answers.ts';
import { Session } from '../service/session.ts';
import type { Terminal } from '../terminal.ts';
import { decide } from './sign.ts';

interface Report {
  readonly stage?: WorkStage;
  readonly reference: string;
  readonly note: string;
}

/** `recoveries work` and `recoveries confirm-work`: what has no API is done by hand, by one operator, and confirmed by another. */
export function addWork(group: Command, terminal: Terminal): void {
  const working = group
    .command('work')
    .description('say what you did by hand where a directory has no API; signed with your passkey')
    .argument('<id>', 'the recovery')
    .addOption(new Option('--stage <stage>', 'what was approved, or its end; what is asked now').choices(WORK_STAGES))
    .requiredOption('--reference <reference>', 'where the evidence is kept, such as change/CHG-4711; never a secret')
    .requiredOption('--note <text>', 'what you did')
    .action((id: string, report: Report, command: Command) => reportWork(new Session(command, terminal), id, report));
  withExamples(
    working,
    'recoveries work ID --reference change/CHG-4711 --note "issued serial 3a:f1 for the same names"',
    [
      'recoveries work ID --stage revoke --reference change/CHG-4712 --note "serial 17:0c is on the revocation list"',
      'its end',
    ],
  );
  const confirming = group
    .command('confirm-work')
    .description('confirm what another operator did by hand, after you have looked; signed with your passkey')
    .argument('<id>', 'the recovery')
    .requiredOption('--note <text>', 'what you looked at')
    .action((id: string, { note }: { readonly note: string }, command: Command) =>
      confirmWork(new Session(command, terminal), id, note),
    );
  withExamples(confirming, 'recoveries confirm-work ID --note "the gateway serves serial 3a:f1, same names"');
}

async function reportWork(session: Session, id: string, { stage, reference, note }: Report): Promise<void> {
  const content = { stage: stage ?? (await stageNow(session, id)), reference, note };
  await decide(session, id, {
    ...{ command: { type: 'ReportWork', ...content }, what: 'work', body: content, content },
  });
}

/** What is asked now; where nothing is, the service says why it takes no report. */
async function stageNow(session: Session, id: string): Promise<WorkStage> {
  const { recovery } = session.read(await session.api.get(['recoveries', id]), isRecovery);
  return stageAsked(recovery) ?? 'perform';
}

/** Confirms the report that the service shows now: what was reported since the person looked is another one, and is refused. */
async function confirmWork(session: Session, id: string, note: string): Promise<void> {
  const { recovery } = session.read(await session.api.get(['recoveries', id]), isRecovery);
  const stage = stageAsked(recovery);
  const work = stage === null ? undefined : workAt(recovery, stage);
  if (work === undefined)
    throw new Failure(
      EXIT.refused,
      { code: 'wrong-status', title: 'nothing that was done by hand waits for a confirmation' },
      { hint: `see where it stands: \`npx countersign recoveries show ${id}\`` },
    );
  const content = { report: digestOfWork(work), note };
  await decide(session, id, {
    ...{ command: { type: 'ConfirmWork', ...content }, what: 'work-confirmations', body: content, content },
  });
}
