import type { Signable } from '../../approvals/statement.ts';
import type { Json } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';
import { endWith, withWork } from '../state/by-hand.ts';
import { callsAfter, countedFor, isCallEvent, NO_OWNER } from '../state/calls.ts';
import { evolveDelegation, isDelegationEvent } from '../state/delegations.ts';
import { emergencyOf } from '../state/emergency.ts';
import type { CommandRefused, LedgerEvent, RecoveryEvent } from '../state/events.ts';
import { helpAfter, NO_HELP } from '../state/help.ts';
import { endOf, reviewWithinOf } from '../state/life.ts';
import {
  type End,
  findRecovery,
  REMEMBERED,
  type Recovery,
  type RecoveryId,
  type StreamState,
} from '../state/state.ts';
import { evolveBatch, isBatchEvent } from './batch.ts';
import { planned } from './planned.ts';
import { evolveEnrolment, isChallengeEvent, isEnrolmentEvent, withChallenge, withFailures } from './proofing.ts';
import { isOfSpans, withReceipts } from './receipts.ts';
import { evolveFounding, evolveRegistry, isFoundingEvent, isRegistryEvent } from './registry.ts';
import { evolveIncident, evolveRisk, isIncidentEvent, isRiskEvent } from './risk.ts';
import { withGrantStarted, withLeft } from './supersede.ts';
import { remember, type TouchPlace, touchesOf } from './touch.ts';
import { watchAfter } from './watch.ts';
import { isWithoutState } from './without-state.ts';

/** The commit of an event, as far as a state needs it. */
export type EventPlace = TouchPlace & { readonly seq: number; readonly recovery: RecoveryId | null };

/** The state after one more event. Total: an event that concerns nothing in the state leaves it as it is. */
export function evolve(state: StreamState, event: LedgerEvent, place: EventPlace): StreamState {
  const after = withFailures(evolveFacts(state, event, place), state, event, place);
  const seen = isOfSpans(event) ? withReceipts(after, event, place.recovery, place.at) : after;
  return withTouch(seen, state, event, place);
}

function evolveFacts(state: StreamState, event: LedgerEvent, place: EventPlace): StreamState {
  if (isRegistryEvent(event)) return evolveRegistry(state, event, place);
  if (isFoundingEvent(event)) return evolveFounding(state, event, place);
  if (isBatchEvent(event)) return evolveBatch(state, event, place);
  if (isEnrolmentEvent(event)) return evolveEnrolment(state, event, place.at);
  if (isRiskEvent(event)) return evolveRisk(state, event, place);
  if (isIncidentEvent(event)) return evolveIncident(state, event, place);
  if (isCallEvent(event)) return { ...state, calls: callsAfter(state.calls, event, place.at) };
  if (event.type === 'CommandRefused') return withTriedCall(state, event, place);
  if (isDelegationEvent(event)) return evolveDelegation(state, event, place);
  if (isWithoutState(event) || place.recovery === null) return state;
  if (event.type === 'RecoveryOpened') return withRecovery(state, opened(event, place.recovery, place));
  const recovery = findRecovery(state, place.recovery);
  if (recovery === undefined) return state;
  if (isChallengeEvent(event)) return withRecovery(state, withChallenge(recovery, event));
  if (event.type === 'ExecutionStarted') return withGrantStarted(state, recovery, event, place.at);
  if (event.type === 'GrantIssued')
    return {
      ...withRecovery(state, advance(recovery, event, place)),
      watch: watchAfter(state, recovery, place.at) ?? state.watch,
    };
  const end = endOf(event);
  if (event.type === 'RevocationConfirmed')
    return withRecovery(withLeft(state, recovery, event.evidence), advance(recovery, event, place));
  return end === undefined
    ? withRecovery(state, advance(recovery, event, place))
    : withEnd(state, recovery, end, place.at);
}

/** Adds the touches of the event, judged by the state before it. */
function withTouch(after: StreamState, before: StreamState, event: LedgerEvent, place: EventPlace): StreamState {
  const recovery = place.recovery === null ? undefined : findRecovery(before, place.recovery);
  if (recovery === undefined && isOfLiveRecovery(event)) return after;
  const touched = {
    before: before.profile.current,
    after: after.profile.current,
    action: recovery?.action ?? null,
    opener: recovery?.agent ?? recovery?.requester ?? null,
  };
  const touches = touchesOf(event, place, touched);
  return touches.length === 0 ? after : { ...after, history: touches.reduce(remember, after.history) };
}

/** Whether an event has no effect when its recovery is not live. */
const isOfLiveRecovery = (event: LedgerEvent): boolean =>
  event.type !== 'RecoveryOpened' &&
  !isRegistryEvent(event) &&
  !isFoundingEvent(event) &&
  !isBatchEvent(event) &&
  !isEnrolmentEvent(event) &&
  !isRiskEvent(event) &&
  !isIncidentEvent(event) &&
  !isCallEvent(event) &&
  !isDelegationEvent(event) &&
  !isWithoutState(event);

type LiveEvent = Exclude<RecoveryEvent, { type: 'RecoveryOpened' }>;

function opened(
  event: Extract<RecoveryEvent, { type: 'RecoveryOpened' }>,
  id: RecoveryId,
  place: EventPlace,
): Recovery {
  const { action, requester, subject, agent, channel, reason, ticket, requestedSeconds } = event;
  const { caller = null, network = null } = event;
  const { at, origin } = place;
  return {
    id,
    action,
    status: 'opened',
    openedAt: at,
    stageAt: at,
    halfAt: null,
    requester,
    subject,
    agent,
    channel,
    desk: origin.desk,
    reason,
    ticket,
    requestedSeconds,
    caller,
    network,
    plan: null,
    proofs: [],
    challenges: [],
    pages: [],
    bindings: {},
    help: NO_HELP,
    countersignatures: [],
    executeNotBefore: null,
    grant: null,
    stopped: false,
    failure: null,
    emergency: null,
    sample: null,
    subjectSaid: null,
    reviewer: null,
  };
}

function advance(recovery: Recovery, event: LiveEvent, { at, seq }: Pick<EventPlace, 'at' | 'seq'>): Recovery {
  switch (event.type) {
    case 'RecoveryAssessed':
      return { ...recovery, ...planned(recovery, event), ...begun(at) };
    case 'ProofRecorded':
      return { ...recovery, proofs: [...recovery.proofs, withPlace(event.proof, event, seq)] };
    case 'ProofingCompleted':
      return { ...recovery, status: 'approving', ...begun(at) };
    case 'PlanCountersigned':
      return countersigned(recovery, event, seq);
    case 'ApprovalCompleted':
      return { ...recovery, status: 'approved', stageAt: at, executeNotBefore: event.executeNotBefore };
    case 'RequestRevised':
      return { ...recovery, requestedSeconds: event.requestedSeconds };
    case 'GlassBroken':
      return { ...recovery, emergency: emergencyOf(event) };
    case 'GrantIssued':
      return issued(recovery, event, at);
    case 'GrantClaimed':
      return withGrant(recovery, { claim: { command: event.command, at } });
    case 'ProofBound':
      return { ...recovery, bindings: { ...recovery.bindings, [event.proof]: event.session } };
    case 'LinkSent':
    case 'HandedOver':
      return { ...recovery, help: helpAfter(recovery.help, event) };
    case 'ExecutionFailed':
    case 'StopRequested':
      return { ...recovery, stopped: true, ...(event.type === 'ExecutionFailed' && { failure: event.code }) };
    case 'RevocationStarted':
      return { ...recovery, status: 'revoking', stageAt: at };
    case 'RevocationOverdue':
      return { ...recovery, status: 'revocation-overdue' };
    case 'RevocationConfirmed':
      return { ...recovery, status: reviewWithinOf(recovery) === null ? 'revoked' : 'reviewing', ...begun(at) };
    case 'ReviewOverdue':
      // The window starts again, so the workflow asks after a whole window and not continuously; it has no half any more.
      return { ...recovery, stageAt: at, halfAt: at };
    case 'ReviewRecorded':
      return { ...recovery, reviewer: event.by };
    default:
      return withMoment(recovery, event, { at, seq });
  }
}

/** Notes when somebody said something, or something was found: the recovery stays at its stage. */
function withMoment(recovery: Recovery, event: LiveEvent, place: Pick<EventPlace, 'at' | 'seq'>): Recovery {
  const { at } = place;
  if (event.type === 'StageHalfPassed') return { ...recovery, halfAt: at };
  if (event.type === 'WorkReported' || event.type === 'WorkConfirmed') return withWork(recovery, event, place);
  return event.type === 'SubjectAnswered' ? { ...recovery, subjectSaid: { answer: event.answer, at } } : recovery;
}

function issued(
  recovery: Recovery,
  { reference, claimable, evidence }: Extract<LiveEvent, { type: 'GrantIssued' }>,
  at: Instant,
): Recovery {
  const grant = { reference, claimable, passwordVersion: versionIn(evidence), expiresAt: endWith(recovery, at) ?? at };
  return withGrant({ ...recovery, status: 'granted', stageAt: at }, grant);
}

/** A stage that waits for people begins: its window counts from here. */
const begun = (at: Instant) => ({ stageAt: at, halfAt: null });

function countersigned(
  recovery: Recovery,
  event: Extract<LiveEvent, { type: 'PlanCountersigned' }>,
  seq: number,
): Recovery {
  const one = withPlace(event.countersignature, event, seq);
  return { ...recovery, countersignatures: [...recovery.countersignatures, one] };
}

function versionIn(evidence: Json): number | null {
  const version = typeof evidence === 'object' && evidence !== null ? Object.entries(evidence) : [];
  const [, said] = version.find(([name]) => name === 'passwordVersion') ?? [];
  return typeof said === 'number' ? said : null;
}

/** Of a signed statement the state keeps only where it lies: a statement is as long as a plan. */
function withPlace<Given extends { readonly signedIn?: number }>(
  { signedIn: _said, ...given }: Given,
  { signed }: Signable,
  seq: number,
): Omit<Given, 'signedIn'> & { readonly signedIn?: number } {
  return signed === undefined ? given : { ...given, signedIn: seq };
}

function withGrant(recovery: Recovery, change: Partial<NonNullable<Recovery['grant']>>): Recovery {
  return recovery.grant === null ? recovery : { ...recovery, grant: { ...recovery.grant, ...change } };
}

const withRecovery = (state: StreamState, recovery: Recovery): StreamState => ({
  ...state,
  recoveries: { ...state.recoveries, [recovery.id]: recovery },
});

function withEnd(state: StreamState, { id, action, openedAt }: Recovery, end: End, at: Instant): StreamState {
  const { [id]: _gone, ...recoveries } = state.recoveries;
  return { ...state, recoveries, ended: [...state.ended, { id, action, end, openedAt, at }].slice(-REMEMBERED) };
}

/** A call that was refused because nobody can be called counts as one that was made. */
function withTriedCall(state: StreamState, { code }: CommandRefused, { command, actor, at }: EventPlace): StreamState {
  if (command.type !== 'OpenCall' || code !== NO_OWNER || actor.by !== 'person') return state;
  return { ...state, calls: countedFor(state.calls, actor.person, at) };
}
