import { no, type Result, yes } from '../../values/result.ts';
import { stageAsked, stageWaiting, workAt, workUntil } from '../state/by-hand.ts';
import type { PersonActor } from '../state/commands.ts';
import { type Decision as Answer, accept, frozen, refuse } from '../state/decision.ts';
import {
  hasRole,
  humanAs,
  type Part,
  partMissing,
  type Refused,
  type Situation,
  wrongStatus,
} from '../state/situation.ts';
import { isHeldUp } from '../state/state.ts';
import { digestOfWork, type WorkCommand } from '../state/work.ts';

type Of<Type extends WorkCommand['type']> = Extract<WorkCommand, { type: Type }>;

/**
 * Decides what people say of work by hand. INVARIANT: whoever did it and whoever confirms it are two people, and neither has another part in
 * the recovery (rule 1). What is performed has an end; an end of a grant is never too late, and a freeze does not hold it up (rule 10).
 */
export function decideWork(situation: Situation, command: WorkCommand): Answer {
  const { recovery, state, context } = situation;
  const stage = stageAsked(recovery);
  if (stage === null) return wrongStatus(situation);
  if (stage === 'perform') {
    if (isHeldUp(state, recovery.action)) return frozen(state.freeze);
    const until = workUntil(recovery);
    if (until !== null && context.now >= until) return refuse('window-passed', { deadline: until });
  }
  return command.type === 'ReportWork' ? report(situation, command) : confirm(situation, command);
}

/** A report that nobody has confirmed is replaced by a newer one. An end that was confirmed can be reported again: its statements may not hold. */
function report(situation: Situation, { stage, reference, note }: Of<'ReportWork'>): Answer {
  const { recovery } = situation;
  const isOpen = stage === 'revoke' ? stageAsked(recovery) : stageWaiting(recovery);
  if (isOpen !== stage) return wrongStatus(situation);
  const operator = operatorAs('operator', situation);
  if (!operator.ok) return operator.no;
  return accept({ type: 'WorkReported', stage, by: operator.value.person, reference, note });
}

function confirm(situation: Situation, command: Of<'ConfirmWork'>): Answer {
  const stage = stageWaiting(situation.recovery);
  const work = stage === null ? undefined : workAt(situation.recovery, stage);
  if (stage === null || work === undefined) return wrongStatus(situation);
  const confirmer = operatorAs('confirmer', situation);
  if (!confirmer.ok) return confirmer.no;
  if (command.report !== digestOfWork(work)) return refuse('work-changed');
  const { report: digest, note } = command;
  return accept({ type: 'WorkConfirmed', stage, by: confirmer.value.person, report: digest, note });
}

function operatorAs(part: Part, situation: Situation): Result<PersonActor, Refused> {
  const human = humanAs(part, situation);
  if (!human.ok) return human;
  return hasRole(human.value, 'operator') ? yes(human.value) : no(partMissing(human.value, 'operator'));
}
