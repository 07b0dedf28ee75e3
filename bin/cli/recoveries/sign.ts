import type { StatementKind } from '../../../lambdas/core/approvals/statement.ts';
import { warningsOf } from '../../../lambdas/core/recovery/assess/handover.ts';
import { decidedBy, decidedIn, type SignableCommand } from '../../../lambdas/core/recovery/assess/signed.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { EXIT, Failure } from '../failure.ts';
import {
  type CommandAnswer,
  isOffers,
  isRecovery,
  type OffersAnswer,
  type RecoveryAnswer,
} from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { signOnPage, spelled, withoutPasskey } from '../service/statement-page.ts';
import { type Effect, give, recordedInWords } from './open.ts';

/** A decision that its person signs where the plan asks for it. */
export interface Signable {
  readonly command: SignableCommand;
  /** The same, as the service takes it from somebody who signs nothing. */
  readonly what: string;
  readonly body: object;
  /** The same, as the address of the page names it. */
  readonly content: object;
  readonly effect?: Effect;
}

/** Gives a recovery a decision: signed on the console where the plan asks for that, else from here. */
export async function decide(session: Session, id: string, decision: Signable): Promise<void> {
  const isAsked = (await asksForPasskey(session, id)) || isOfWork(decision);
  if (isAsked && (await signOnConsole(session, id, decision))) return;
  await give(session, [id, decision.what], decision);
}

/** What is done by hand counts only signed. */
const isOfWork = ({ command: { type } }: Signable): boolean => type === 'ReportWork' || type === 'ConfirmWork';

/** Whether the plan asks for signatures; false where there is no plan, or none that this person may read: the service then says why. */
async function asksForPasskey(session: Session, id: string): Promise<boolean> {
  const answer = await unlessRefused(session.api.get(['recoveries', id]));
  return answer !== undefined && session.read(answer, isRecovery).recovery.plan?.statements === true;
}

/**
 * Has a decision signed on the page of the console, and prints what the service has recorded. False where this person may not decide: the
 * service then says why.
 */
export async function signOnConsole(session: Session, id: string, decision: Signable): Promise<boolean> {
  const { command, content, effect } = decision;
  const other = 'for' in command && command.for !== undefined ? { for: command.for } : {};
  const answer = await unlessRefused(session.api.get(['recoveries', id, 'offers'], other));
  if (answer === undefined) return false;
  const offers = session.read(answer, isOffers);
  if (offers.passkeyMissing) throw withoutPasskey(session.url);
  const kind = decidedBy(command)?.kind;
  if (offers.signing === null || kind === undefined || !isOffered(offers, command)) return false;
  const { statement, passkeys } = offers.signing;
  const before = newest(await shown(session, id));
  const done = await signOnPage<CommandAnswer>(session, {
    ...{ place: `/recoveries/${id}/sign/${kind}/${spelled(content)}`, passkeys },
    read: async () => {
      const now = await shown(session, id);
      return (
        recordedIn(now, { command, person: statement.person, after: before }) ?? (now.end === null ? undefined : 'over')
      );
    },
    hint: 'see where it stands: `npx countersign recoveries show ID`',
  });
  session.terminal.out(session.json ? session.document(done) : recordedInWords(done, effect));
  return true;
}

const shown = async (session: Session, id: string): Promise<RecoveryAnswer> =>
  session.read(await session.api.get(['recoveries', id]), isRecovery);

/** Number of the newest commit that is shown. */
const newest = ({ timeline }: RecoveryAnswer): number => Math.max(0, ...timeline.map(({ seq }) => seq));

function isOffered(offers: OffersAnswer, command: SignableCommand): boolean {
  switch (command.type) {
    case 'CountersignPlan':
      return offers.countersign;
    case 'RejectPlan':
      return offers.reject;
    case 'ReviewRecovery':
      return offers.review;
    case 'RecordProof':
      return offers.prove.includes(command.method);
    case 'ReportWork':
      return offers.work?.report === true && offers.work.stage === command.stage;
    case 'ConfirmWork':
      return offers.work?.confirm === command.report;
  }
}

interface Sought {
  readonly command: SignableCommand;
  readonly person: string;
  /** The commit after which it is. */
  readonly after: number;
}

/** The commit that recorded exactly this decision, signed by this person. */
function recordedIn(
  { recovery, end, timeline }: RecoveryAnswer,
  { command, person, after }: Sought,
): CommandAnswer | undefined {
  const wanted = decidedBy(command);
  const other = 'for' in command ? command.for : undefined;
  const isIt = (event: LedgerEvent | string): event is LedgerEvent => {
    const said = typeof event === 'string' ? undefined : decidedIn(event);
    return said?.signed !== undefined && said.person === person && said.for === other && isSame(said, wanted);
  };
  const found = timeline.find(({ seq, events }) => seq > after && events.some(isIt));
  if (found === undefined) return undefined;
  const warnings = warningsOf(recovery, found.events.filter(isIt));
  return { recovery: recovery.id, status: end ?? recovery.status, seq: found.seq, repeated: false, warnings };
}

interface Decided {
  readonly kind: StatementKind;
  readonly digest: string;
}

const isSame = (one: Decided, other: Decided | undefined): boolean =>
  one.kind === other?.kind && one.digest === other.digest;

/** What the service answers; undefined when it refuses. */
async function unlessRefused<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure && error.exit === EXIT.refused) return undefined;
    throw error;
  }
}
