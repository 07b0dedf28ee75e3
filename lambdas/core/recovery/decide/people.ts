import { isAdverse } from '../../proofing/proof.ts';
import { assess, isAdopted, notAdopted } from '../assess/assess.ts';
import { freezeAfter } from '../assess/freeze.ts';
import { witnessOf } from '../evolve/touch.ts';
import type { PeopleCommand } from '../state/commands.ts';
import { type Decision as Answer, accept, frozen, refuse } from '../state/decision.ts';
import type { RecoveryEvent } from '../state/events.ts';
import { deadlineOf, isBeforeExecution, isStoppable } from '../state/life.ts';
import {
  hasRole,
  humanAs,
  isSelf,
  partMissing,
  type Refused,
  type Situation,
  wrongStatus,
} from '../state/situation.ts';
import { isHeldUp } from '../state/state.ts';
import { isSameTicket } from '../state/ticket.ts';
import { countersign, reject } from './approval.ts';
import { breakGlass } from './break-glass.ts';
import { decideBinding, decideClaim } from './claim.ts';
import { decideHelp } from './help.ts';
import { decideProof } from './proof.ts';
import { decideSubject } from './subject.ts';
import { decideWork } from './work.ts';

type Of<Type extends PeopleCommand['type']> = Extract<PeopleCommand, { type: Type }>;

/** Decides people's commands on a live recovery. */
export function decidePeople(situation: Situation, command: PeopleCommand): Answer {
  const { recovery, state } = situation;
  if (isHeldUp(state, recovery.action) && (helps(command) || command.type === 'ClaimGrant'))
    return frozen(state.freeze);
  if (helps(command) && isWindowPassed(situation)) return refuse('window-passed', { deadline: deadlineOf(recovery) });
  switch (command.type) {
    case 'RecordProof':
      return decideProof(situation, command);
    case 'CountersignPlan':
      return countersign(situation, command);
    case 'RejectPlan':
      return reject(situation, command);
    case 'ReviseRequest':
      return revise(situation, command);
    case 'StopRecovery':
      return stop(situation, command);
    case 'ClaimGrant':
      return decideClaim(situation);
    case 'BindProof':
      return decideBinding(situation, command);
    case 'ReviewRecovery':
      return review(situation, command);
    case 'BreakGlass':
      return breakGlass(situation, command);
    case 'SendLink':
    case 'HandOver':
      return decideHelp(situation, command);
    case 'AnswerAsSubject':
      return decideSubject(situation, command);
    case 'ReportWork':
    case 'ConfirmWork':
      return decideWork(situation, command);
  }
}

/** Whether a command moves a recovery towards execution. Ending one is never too late. */
function helps(command: PeopleCommand): boolean {
  if (command.type === 'RecordProof') return !isAdverse(command.outcome);
  return ['CountersignPlan', 'ReviseRequest', 'BindProof', 'BreakGlass', 'SendLink'].includes(command.type);
}

/** The ledger's own deadline decides, even if the workflow that should enforce it is lost. */
function isWindowPassed({ recovery, context }: Situation): boolean {
  const deadline = deadlineOf(recovery);
  return isBeforeExecution(recovery) && deadline !== null && context.now >= deadline;
}

/** Only ever shortens the time (rule 15). The plan is made again, so earlier countersignatures no longer count (rule 3). */
function revise(situation: Situation, command: Of<'ReviseRequest'>): Answer {
  const { recovery, context, state, actor } = situation;
  if (recovery.plan === null || !isBeforeExecution(recovery)) return wrongStatus(situation);
  if (actor.by !== 'person' || ![recovery.requester, recovery.agent].includes(actor.person))
    return refuse('not-the-requester');
  const { requestedSeconds, reason } = command;
  if (requestedSeconds >= recovery.plan.grant) return refuse('revision-widens', { granted: recovery.plan.grant });
  if (!isAdopted(context)) return notAdopted(context);
  const revised: RecoveryEvent = { type: 'RequestRevised', by: actor.person, requestedSeconds, reason };
  return accept(revised, ...assess({ ...recovery, requestedSeconds }, state, context));
}

/** Stopping needs little proof; starting again needs the full plan (rule 11). */
function stop(situation: Situation, command: Of<'StopRecovery'>): Answer {
  const { recovery, actor, state, context } = situation;
  const unproved = whyNotStopped(situation, command);
  if (unproved !== undefined) return unproved;
  const { reason, cause } = command;
  const by = actor.by === 'person' ? actor.person : null;
  const adverse = { what: 'suspected', at: context.now, recovery: recovery.id, by: witnessOf(actor) } as const;
  const follows = cause === 'suspected-impersonation' ? freezeAfter(state, adverse) : [];
  if (isBeforeExecution(recovery)) return accept({ type: 'RecoveryStopped', by, reason, cause }, ...follows);
  if (!isStoppable(recovery)) return wrongStatus(situation);
  return accept({ type: 'StopRequested', by, reason, cause }, ...follows);
}

/**
 * A signed-in person may stop. A machine may stop only what it asked for, and a ticket system only with the ticket that opened it. Without
 * an account, the link of a notice or a correct answer on the same page is needed.
 */
function whyNotStopped({ actor, recovery, ticket }: Situation, { warrant }: Of<'StopRecovery'>): Refused | undefined {
  if (actor.by === 'person') {
    const isTheirs = isSelf(actor, recovery.agent) || isSelf(actor, recovery.requester);
    return actor.nature === 'machine' && !isTheirs ? refuse('machine-cannot-decide') : undefined;
  }
  if (actor.by === 'ticket-system')
    return actor.source === ticket?.source && isSameTicket(ticket, recovery.ticket)
      ? undefined
      : refuse('person-unknown');
  if (actor.by !== 'visitor') return refuse('person-unknown');
  if (warrant === undefined) return refuse('stop-unproved');
  if (warrant.by === 'stop-token') return undefined;
  const isAnswered = recovery.challenges.some(
    ({ id, answered, session }) => id === warrant.challenge && answered && session === actor.session,
  );
  return isAnswered ? undefined : refuse('stop-unproved');
}

function review(situation: Situation, command: Of<'ReviewRecovery'>): Answer {
  const { recovery } = situation;
  if (recovery.status !== 'reviewing' || recovery.reviewer !== null) return wrongStatus(situation);
  const reviewer = humanAs('reviewer', situation);
  if (!reviewer.ok) return reviewer.no;
  if (!hasRole(reviewer.value, 'reviewer')) return partMissing(reviewer.value, 'reviewer');
  return accept({ type: 'ReviewRecorded', by: reviewer.value.person, finding: command.finding, note: command.note });
}
