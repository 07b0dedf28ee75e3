import { type Plan, planDigest } from '../../../lambdas/core/recovery/state/plan.ts';
import { EXIT, Failure, usageFailure } from '../failure.ts';
import { isRecovery, type RecoveryAnswer } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { isYes } from '../terminal.ts';
import { printable } from '../text/print.ts';
import { summaryInWords } from '../text/recovery.ts';
import { give } from './open.ts';
import { decide, type Signable, signOnConsole } from './sign.ts';

export interface ApproveOptions {
  readonly digest?: string;
  readonly yes?: true;
  /** The person who lent the caller their right to approve. */
  readonly for?: string;
}

/**
 * `recoveries approve`: countersigns exactly what was shown. The digest is computed here, over the plan as printed, and never taken from
 * the service. A plan that asks for a passkey is signed on the console.
 */
export async function approve(session: Session, id: string, options: ApproveOptions): Promise<void> {
  const asks = options.yes !== true && session.terminal.canAsk;
  if (options.digest !== undefined && !asks) return decide(session, id, countersignature(options.digest, options));
  if (options.yes !== true && !asks)
    throw usageFailure(
      'nobody can be asked here',
      'read the plan with `npx countersign recoveries show ID`, then give its `--digest`; or say `--yes`',
    );
  const { shown, text, isSigned } = await readPlan(session, id);
  // Another digest is sent all the same: the service refuses and records it.
  if (options.digest !== undefined && options.digest !== shown)
    return countersign(session, id, { decision: countersignature(options.digest, options), isSigned: false });
  (session.json ? session.terminal.err : session.terminal.out)(`${text}\n`);
  if (asks && !(await isYes(session.terminal, 'Countersign this plan? [y/N] '))) {
    throw new Failure(EXIT.refused, { code: 'not-countersigned', title: 'not countersigned; nothing has been done' });
  }
  return countersign(session, id, { decision: countersignature(shown, options), isSigned });
}

async function countersign(
  session: Session,
  id: string,
  { decision, isSigned }: { readonly decision: Signable; readonly isSigned: boolean },
): Promise<void> {
  if (isSigned && (await signOnConsole(session, id, decision))) return;
  await give(session, [id, decision.what], decision);
}

function countersignature(digest: string, { for: other }: ApproveOptions): Signable {
  const content = { digest, for: other };
  return { command: { type: 'CountersignPlan', ...content }, what: 'countersignatures', body: content, content };
}

interface ReadPlan {
  /** The digest of the plan as printed. */
  readonly shown: string;
  readonly text: string;
  readonly isSigned: boolean;
}

async function readPlan(session: Session, id: string): Promise<ReadPlan> {
  const answer = session.read(await session.api.get(['recoveries', id]), isRecovery);
  const { recovery, digest } = answer;
  if (recovery.plan === null || answer.end !== null) throw nothingToCountersign(answer);
  const shown = digestOfPlan(answer, recovery.plan);
  const { account, action } = recovery.plan;
  const isHeaded = recovery.id === id && account === answer.account && action === recovery.action;
  if (shown !== digest || !isHeaded) throw notThePlan(digest, shown);
  return { shown, text: summaryInWords(printable(answer), session.view), isSigned: recovery.plan.statements };
}

function digestOfPlan({ recovery, digest }: RecoveryAnswer, plan: Plan): string {
  try {
    return planDigest(recovery.id, plan, recovery.proofs);
  } catch {
    throw notThePlan(digest, null);
  }
}

const nothingToCountersign = ({ recovery, end }: RecoveryAnswer): Failure =>
  new Failure(
    EXIT.refused,
    { code: 'wrong-status', title: 'there is no plan to countersign', stands: end ?? recovery.status },
    { hint: 'read it: `npx countersign recoveries show ID`' },
  );

const notThePlan = (reported: string | null, computed: string | null): Failure =>
  new Failure(
    EXIT.notIntact,
    {
      code: 'plan-not-intact',
      title: 'the service shows another plan than the one that its digest is for',
      reported,
      computed,
    },
    { hint: 'countersign nothing, and tell the people who run the service' },
  );
