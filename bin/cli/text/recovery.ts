import { needsSecondVerifier } from '../../../lambdas/core/recovery/assess/assess.ts';
import { deadlineOf } from '../../../lambdas/core/recovery/state/life.ts';
import type { Recovery } from '../../../lambdas/core/recovery/state/state.ts';
import type { RecoveryAnswer, TimelineEntry } from '../service/answers.ts';
import { actorInWords, eventsInWords } from './events.ts';
import { planInWords } from './plan.ts';
import { facts, quoted, table, type View } from './print.ts';
import { absolute, duration, moment } from './times.ts';

/** The current recovery: facts, plan and timeline. */
export function recoveryInWords(answer: RecoveryAnswer, view: View): string {
  const { timeline } = answer;
  const history = [view.style.strong('What has happened'), timelineInWords(timeline, view)].join('\n');
  return `${summaryInWords(answer, view)}\n${history}${cutInWords(answer)}${next(answer, view)}`;
}

/** The facts for somebody who decides: the status, the request with its reason, and the plan. */
export function summaryInWords(answer: RecoveryAnswer, view: View): string {
  const { recovery, account } = answer;
  return [
    view.style.strong(`Recovery ${recovery.id}: ${recovery.action} of \`${account}\``),
    `It ${standingInWords(answer, view.now)}${deadline(answer, view)}.\n`,
    facts(whoAndWhy(answer, view)),
    recovery.plan === null ? 'There is no plan.\n' : planSection(answer, view),
  ].join('\n');
}

/** `is waiting for proof`, `has ended: closed`, … for a status or an end. */
export const stageInWords = (status: string): string => STAGES[status] ?? `is \`${status}\``;

/** What the status alone does not show: a stop or a review that the workflow has not processed yet. */
function standing(recovery: Recovery, now: string): string {
  const { status, stopped, reviewer, failure } = recovery;
  if (failure !== null) return FAILED(failure, stepAfterFailure(recovery));
  if (stopped && LIVE.includes(status)) return STOPPED;
  if (needsSecondVerifier(recovery, now)) return SECOND_VERIFIER;
  return reviewer === null ? stageInWords(status) : REVIEWED;
}

/** Where a recovery stands, or how it ended: one that could not be executed is closed too, and says so. */
export function standingInWords({ recovery, end }: Pick<RecoveryAnswer, 'recovery' | 'end'>, now: string): string {
  if (end === null) return standing(recovery, now);
  if (end !== 'closed' || recovery.failure === null) return stageInWords(end);
  return `has ended: closed, it could not be executed (${recovery.failure}), and what it began was taken back`;
}

const FAILED = (code: string, step: string): string => `could not be executed (${code}); what it began ${step}`;

/** What has become of what a failed execution began. */
function stepAfterFailure({ status, reviewer }: Recovery): string {
  if (status === 'revocation-overdue') return 'could not be taken back yet, and this goes on';
  if (status !== 'revoked' && status !== 'reviewing') return 'is being taken back';
  const taken = 'was taken back, and that was checked';
  if (reviewer !== null) return `${taken}; it is reviewed and about to be closed`;
  return status === 'reviewing' ? `${taken}; it waits for its review` : taken;
}

const LIVE = ['executing', 'granted'];
/** Used after one verifier has confirmed the identity. */
const SECOND_VERIFIER = 'waits for a second verifier, another person, to confirm the identity';
export const STOPPED = 'was stopped and is about to be revoked';
export const REVIEWED = 'is reviewed and about to be closed';

const STAGES: Readonly<Record<string, string>> = {
  opened: 'is open; its plan is being made',
  proofing: 'waits for proof of identity',
  approving: 'waits for countersignatures',
  approved: 'is approved and waits for its execution',
  executing: 'is being executed',
  granted: 'is granted',
  revoking: 'is being revoked',
  'revocation-overdue': 'cannot be confirmed as revoked yet; this goes on',
  revoked: 'is revoked',
  reviewing: 'is revoked and waits for its review',
  denied: 'has ended: denied by policy',
  refused: 'has ended: refused, a proof failed',
  rejected: 'has ended: rejected by an approver',
  expired: 'has ended: expired',
  stopped: 'has ended: stopped',
  closed: 'has ended: closed',
};

function deadline({ recovery, end }: RecoveryAnswer, { now }: View): string {
  if (end !== null || recovery.stopped || recovery.reviewer !== null) return '';
  if (recovery.status === 'approved' && recovery.executeNotBefore !== null)
    return `, not before ${moment(recovery.executeNotBefore, now)}`;
  const at = deadlineOf(recovery);
  return at === null ? '' : `, until ${moment(at, now)}`;
}

function whoAndWhy(
  { recovery, timeline, words, handover }: RecoveryAnswer,
  { now }: View,
): [string, string | null | undefined][] {
  const { requester, agent, channel, ticket, requestedSeconds, openedAt, sample, subjectSaid } = recovery;
  return [
    ['asked for by', requester],
    ['because', maybeQuoted(reasonIn(timeline))],
    ['taken in by', agent],
    ['channel', channel],
    ['ticket', ticket === null ? null : `${ticket.source}/${ticket.id}`],
    ['needed for', requestedSeconds === null ? null : duration(requestedSeconds)],
    ['opened', moment(openedAt, now)],
    [
      'review',
      sample?.reviewed
        ? `drawn: of ${sample.share} in 100 recoveries that verifiers proved, a reviewer looks at what they saw`
        : null,
    ],
    ['whose account it is', subjectSaid === null ? null : SUBJECT_SAYS[subjectSaid.answer]],
    // The requester types them on their page, which shows them two others to say back (rule 12).
    ['you say', words?.join(' ')],
    ['claimed by', handover === null ? null : handoverInWords(recovery, handover)],
  ];
}

const SUBJECT_SAYS = { mine: 'says that they asked for it', 'not-mine': 'says that they did not ask for it' } as const;

/** Who will be able to take the credential, and what to do where nobody can. */
function handoverInWords({ id }: Recovery, { pages, signedIn }: NonNullable<RecoveryAnswer['handover']>): string {
  if (pages.length > 0) return 'the requester, on the page that proved them, and on no other';
  if (signedIn !== null) return `${signedIn}, signed in`;
  return `nobody yet: once it is granted, whoever confirmed a proof names the page: recoveries bind ${id}`;
}

function reasonIn(timeline: readonly TimelineEntry[]): string | undefined {
  const opened = timeline
    .flatMap(({ events }) => events)
    .find((event) => typeof event !== 'string' && event.type === 'RecoveryOpened');
  return typeof opened === 'object' && opened.type === 'RecoveryOpened' ? opened.reason : undefined;
}

const maybeQuoted = (text: string | undefined): string | undefined => (text === undefined ? undefined : quoted(text));

/** The plan, the proofs so far (exactly what the digest covers), and the countersignatures. */
function planSection({ recovery, digest }: RecoveryAnswer, { style, now }: View): string {
  const { plan, proofs } = recovery;
  if (plan === null) return '';
  const given = proofs.map(({ method, outcome, verifier, reference, seen, checked, at, session }) => {
    const kept = reference === null ? '' : `, kept at ${reference}`;
    const by = verifier === null ? '' : ` by ${verifier}`;
    const saw = seen.length === 0 ? '' : `, who saw ${seen.join(' and ')}`;
    const made = checked === undefined ? '' : `, checked ${checked.join(', ')}`;
    // Its words are for the requester to say: nobody reads them here.
    const on = session === null ? ', bound to no page' : ', bound to a page';
    return `  ${method} ${outcome}${by}${saw}${made}${kept}${on}, ${moment(at, now)}`;
  });
  return [
    style.strong('Plan'),
    ...planInWords(plan).map((sentence) => `  ${sentence}`),
    ...(given.length > 0 ? ['', style.strong('Proofs'), ...given] : []),
    ...signatures(recovery, { style, now }, digest),
    `\n  digest ${digest ?? 'none'}\n`,
  ].join('\n');
}

function signatures({ countersignatures }: Recovery, { style, now }: View, current: string | null): string[] {
  const lines = countersignatures.map(({ approver, groups, digest, at }) => {
    const counts = digest === current ? '' : '; void, it was for another plan';
    return `  ${approver}${groups.length > 0 ? ` of ${groups.join(', ')}` : ''}, ${moment(at, now)}${counts}`;
  });
  return lines.length > 0 ? ['', style.strong('Countersignatures'), ...lines] : [];
}

function timelineInWords(timeline: readonly TimelineEntry[], { style }: View): string {
  if (timeline.length === 0) return '  nothing yet\n';
  const rows = timeline.map(({ seq, at, actor, events }) => [
    String(seq),
    absolute(at),
    actorInWords(actor),
    eventsInWords(events, at),
  ]);
  return table(['#', 'AT', 'WHO', 'WHAT'], rows, { ...style, strong: style.quiet });
}

/** A note about commits that are left out of a long timeline, and how to see them. */
const cutInWords = ({ recovery: { id }, cut }: RecoveryAnswer): string =>
  cut === null
    ? ''
    : `\nBetween #${cut.after} and #${cut.before} others are left out: npx countersign ledger show ACCOUNT --recovery ${id}\n`;

/** The next step, and who takes it. */
function next({ recovery, end, handover }: RecoveryAnswer, { now }: View): string {
  const { id, status, grant, stopped, reviewer } = recovery;
  if (end !== null || stopped || reviewer !== null) return '';
  const claimable = status === 'granted' && grant?.claimable === true && grant.claim === null;
  const [who, step] = claimable ? taking(handover) : needsSecondVerifier(recovery, now) ? SECOND : (NEXT[status] ?? []);
  return step === undefined ? '' : `\nNext, ${who}: npx countersign recoveries ${step.replace('ID', id)}\n`;
}

type Step = readonly [who: string, step: string];

/** How the credential is taken, or what must be done before anybody can take it. */
function taking(handover: RecoveryAnswer['handover']): Step | [] {
  if (handover === null || handover.pages.length > 0) return [];
  return handover.signedIn === null
    ? ['whoever confirmed a proof', 'bind ID --method METHOD --page WORDS']
    : ['the requester', 'claim ID --output FILE'];
}

const SECOND: Step = ['a second verifier', 'prove ID --method METHOD [--page WORDS]'];

const NEXT: Readonly<Record<string, Step>> = {
  proofing: ['a verifier', 'prove ID --method METHOD [--page WORDS]'],
  approving: ['an approver', 'approve ID'],
  reviewing: ['a reviewer', 'review ID --finding FINDING --note NOTE'],
};
