import { WORK_SECONDS } from '../../policy/policy.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';
import type { Plan } from './plan.ts';
import type { Recovery } from './state.ts';
import { BY_PEOPLE, type Work, type WorkEvent, type WorkStage } from './work.ts';

type OfWork = Pick<Recovery, 'plan' | 'status' | 'stageAt' | 'grant' | 'stopped' | 'work'>;

/** Whether people perform this plan. */
export const isByHand = ({ plan }: Pick<Recovery, 'plan'>): boolean =>
  plan !== null && BY_PEOPLE.includes(plan.connector);

/** The work of a stage; undefined before it is reported. */
export const workAt = ({ work = [] }: Pick<Recovery, 'work'>, stage: WorkStage): Work | undefined =>
  work.find((one) => one.stage === stage);

/**
 * The stage whose work is asked of people now; null for none. A grant that a newer one replaced leaves nothing to undo, and what is stopped is
 * not performed any more.
 */
export function stageAsked(recovery: OfWork): WorkStage | null {
  const { status, grant, stopped } = recovery;
  if (!isByHand(recovery) || grant === null || grant.supersededBy !== null) return null;
  if (status === 'executing') return stopped ? null : 'perform';
  return status === 'revoking' || status === 'revocation-overdue' ? 'revoke' : null;
}

/** The same, until it is confirmed. */
export function stageWaiting(recovery: OfWork): WorkStage | null {
  const stage = stageAsked(recovery);
  return stage === null || workAt(recovery, stage)?.confirmation != null ? null : stage;
}

/** What is asked of people now: to do it, or to look at what somebody did; null for neither. */
export function taskByHand(recovery: OfWork): 'work' | 'check' | null {
  const stage = stageWaiting(recovery);
  if (stage === null) return null;
  return workAt(recovery, stage) === undefined ? 'work' : 'check';
}

/** Seconds from the beginning of an execution to the latest end of its grant: people have time for the work before the grant begins. */
export const longestOf = (plan: Plan): number => plan.grant + (isByHand({ plan }) ? windowOf({ plan }) : 0);

/** When a grant ends that begins now: by hand it lasts no longer than a grant that a connector gives. */
export function endWith({ plan, grant }: Pick<Recovery, 'plan' | 'grant'>, at: Instant): Instant | null {
  if (plan === null || grant === null) return null;
  if (!isByHand({ plan })) return grant.expiresAt;
  const end = plusSeconds(at, plan.grant);
  return end < grant.expiresAt ? end : grant.expiresAt;
}

/** Seconds that people have for the work. */
const windowOf = ({ plan }: Pick<Recovery, 'plan'>): number => plan?.workWindow ?? WORK_SECONDS;

/** Until when the work that is asked must be confirmed; null where none is asked. */
export function workUntil(recovery: OfWork): Instant | null {
  if (stageAsked(recovery) === null) return null;
  return plusSeconds(recovery.stageAt, windowOf(recovery));
}

/** An end that is late is waited for again for so long at least: an execution has room for 25,000 events, and the sweeper looks meanwhile. */
const AGAIN_SECONDS = 3_600;

/** Seconds for the gate: the rest of the window, and a whole one where nothing waits or the rest is over. */
export function workSecondsOf(recovery: OfWork, restUntil: (end: Instant) => number): number {
  const until = workUntil(recovery);
  const rest = until === null ? 0 : restUntil(until);
  if (rest > 0) return rest;
  // What is late to be performed fails at the next look, which is at once; an end that is late rings, and is waited for again.
  if (stageAsked(recovery) === 'perform') return 1;
  return recovery.grant === null ? windowOf(recovery) : Math.max(windowOf(recovery), AGAIN_SECONDS);
}

/** The recovery after a report or a confirmation. */
export function withWork(
  recovery: Recovery,
  event: WorkEvent,
  { at, seq }: { readonly at: Instant; readonly seq: number },
): Recovery {
  const { work = [] } = recovery;
  const before = workAt(recovery, event.stage);
  const others = work.filter(({ stage }) => stage !== event.stage);
  const signedIn = event.signed === undefined ? {} : { signedIn: seq };
  if (event.type === 'WorkReported') {
    const { stage, by: operator, reference, note } = event;
    const earlier = before === undefined ? [] : [...before.earlier, before.operator];
    const distinct = [...new Set(earlier)].filter((one) => one !== operator).slice(-MOST_EARLIER);
    const reported = { stage, operator, reference, note, at, ...signedIn, earlier: distinct, confirmation: null };
    return { ...recovery, work: [...others, reported] };
  }
  if (before === undefined) return recovery;
  const confirmation = { by: event.by, note: event.note, at, ...signedIn };
  return { ...recovery, work: [...others, { ...before, confirmation }] };
}

/** Most operators of earlier reports that are remembered. */
const MOST_EARLIER = 8;
