import { directoryIdentity } from '../../registry/identity.ts';
import { isOneOf } from '../../values/family.ts';
import type { Instant } from '../../values/instant.ts';
import type { RecoveryEvent } from '../state/events.ts';
import { accountsFor, type During, MAKES, MOST_SPANS, type ReceiptEvent, type ReceiptSpan } from '../state/receipts.ts';
import type { RecoveryId, StreamState } from '../state/state.ts';

/** The events that begin, end or use a span. */
export const isOfSpans = isOneOf<SpanEvent>({
  ExecutionStarted: true,
  GrantIssued: true,
  ExecutionFailed: true,
  RevocationStarted: true,
  RevocationConfirmed: true,
  GovernedChangeSeen: true,
});

/** The state after one of these events, with the spans that it begins, ends or uses. */
export function withReceipts(
  state: StreamState,
  event: SpanEvent,
  recovery: RecoveryId | null,
  at: Instant,
): StreamState {
  if (event.type === 'GovernedChangeSeen') return used(state, event);
  if (recovery === null) return state;
  const step = STEPS[event.type];
  const ended = state.receipts.spans.map((span) =>
    span.recovery === recovery && span.until === null && step.ends.includes(span.during)
      ? { ...span, until: at }
      : span,
  );
  return kept(state, [...ended, ...begun(state, { recovery, during: step.begins, at })]);
}

type StepEvent = Extract<
  RecoveryEvent,
  {
    readonly type: 'ExecutionStarted' | 'GrantIssued' | 'ExecutionFailed' | 'RevocationStarted' | 'RevocationConfirmed';
  }
>;

type SpanEvent = StepEvent | Extract<ReceiptEvent, { readonly type: 'GovernedChangeSeen' }>;

interface Step {
  readonly begins: During | null;
  readonly ends: readonly During[];
}

/** Where the spans of a recovery begin and end. A revocation that is begun again goes on. */
const STEPS: Readonly<Record<StepEvent['type'], Step>> = {
  ExecutionStarted: { begins: 'execution', ends: [] },
  GrantIssued: { begins: 'grant', ends: ['execution'] },
  ExecutionFailed: { begins: null, ends: ['execution'] },
  RevocationStarted: { begins: 'revocation', ends: ['execution', 'grant', 'revocation'] },
  RevocationConfirmed: { begins: null, ends: ['execution', 'grant', 'revocation'] },
};

interface Beginning {
  readonly recovery: RecoveryId;
  readonly during: During | null;
  readonly at: Instant;
}

/** No span for an action that makes no changes then: it would account for none. */
function begun({ recoveries }: StreamState, { recovery, during, at }: Beginning): readonly ReceiptSpan[] {
  const found = Object.hasOwn(recoveries, recovery) ? recoveries[recovery] : undefined;
  if (during === null || found === undefined || found.plan === null) return [];
  const { action, plan } = found;
  if (MAKES[action][during].length === 0) return [];
  return [{ recovery, identity: directoryIdentity(plan), action, during, from: at, until: null, unnamed: 0 }];
}

/** Drops the oldest span that has ended when there are too many. */
function kept(state: StreamState, spans: readonly ReceiptSpan[]): StreamState {
  const { forgotten } = state.receipts;
  const leaving = spans.length > MOST_SPANS ? spans.findIndex(({ until }) => until !== null) : -1;
  const until = spans[leaving]?.until ?? null;
  const last = until !== null && (forgotten === null || until > forgotten) ? until : forgotten;
  return { ...state, receipts: { spans: spans.filter((_, index) => index !== leaving), forgotten: last } };
}

function used(state: StreamState, { change, recovery, during }: Extract<ReceiptEvent, { type: 'GovernedChangeSeen' }>) {
  if (change.by.as !== 'unknown') return state;
  const { spans } = state.receipts;
  const index = spans.findLastIndex(
    (span) => span.recovery === recovery && span.during === during && accountsFor(span, change),
  );
  const counted = spans.map((span, place) => (place === index ? { ...span, unnamed: span.unnamed + 1 } : span));
  return { ...state, receipts: { ...state.receipts, spans: counted } };
}
