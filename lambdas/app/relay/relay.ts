import { TASK_ERRORS } from '../../contract/workflow.ts';
import { alertFor } from '../../core/audit/alert.ts';
import type { Commit, SignedCommit } from '../../core/audit/commit.ts';
import { effectsOf, sightingIn } from '../../core/audit/effects.ts';
import { FRAUD_NOTHING_STOPPED } from '../../core/recovery/decide/intake.ts';
import { CHANGES_OUTSTANDING, outstandingIn } from '../../core/recovery/decide/outstanding.ts';
import type { EventType, GateName } from '../../core/recovery/state/events.ts';
import { isGatePassed, timersOf } from '../../core/recovery/state/life.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { toTell } from '../../core/recovery/views/asked.ts';
import { doneBy } from '../../core/recovery/views/done.ts';
import { ticketNewsIn, ticketOf } from '../../core/recovery/views/ticket-news.ts';
import { listedUnder, subjectOf } from '../../core/registry/account.ts';
import { standsInBy } from '../../core/registry/delegation.ts';
import { holdersOf, likenessKeys } from '../../core/registry/look-alikes.ts';
import { identitiesOf, partsListed } from '../../core/registry/person.ts';
import type { EventBus, Workflow } from '../../ports/effects.ts';
import type { Ledger, Surroundings } from '../../ports/ledger.ts';
import type { StoppedStreams } from '../../ports/put-aside.ts';
import type { Notice, Queue } from '../../ports/queue.ts';
import type { ReceiptViews } from '../../ports/receipts.ts';
import type { Campaigns, DueGrants, Gates, LookAlikes, Members, People, Views } from '../../ports/workspace.ts';
import { load } from '../ledger/load.ts';
import { FALSE_CALLER, failedHand, handsOf, suspectsOf, verifierHands } from '../ledger/surroundings.ts';
import { type Footings, type Verified, verifyOnwards } from '../ledger/verified.ts';
import { log } from '../log.ts';
import { isOfLending, noticeOf, transitionOf } from './notices/about.ts';
import { relayReceipts } from './receipts.ts';
import { type States, viewAfter } from './viewing.ts';

export interface RelayServices {
  readonly ledger: Ledger;
  readonly workflow: Workflow;
  readonly gates: Gates;
  readonly views: Views;
  readonly people: People;
  readonly members: Pick<Members, 'show'>;
  readonly lookAlikes: Pick<LookAlikes, 'show'>;
  readonly bus: EventBus;
  readonly receipts: Pick<ReceiptViews, 'note' | 'noteTally'>;
  readonly dueGrants: Pick<DueGrants, 'note'>;
  readonly campaigns: Pick<Campaigns, 'note'>;
  readonly footings?: Footings;
  readonly surroundings: Surroundings;
  readonly stoppedStreams: Pick<StoppedStreams, 'noteStopped' | 'noteResumed'>;
  /** The queue for notices; another function delivers them. */
  readonly notices: Queue<Notice>;
}

/**
 * Turns one commit into its effects. None waits for the outside world: messages to people leave through a queue. Every effect may be
 * repeated, so a redelivery after a crash at any line completes them. What passes a gate is computed from the current ledger, not from the
 * record that started this. What is shown is the state after the commit, and never replaces what a later commit shows. Throws `LedgerCorrupt` before any effect when the commit, or one that it builds on, fails verification. A voided commit has no effects.
 */
export async function relay(services: RelayServices, signed: SignedCommit): Promise<void> {
  const { commit } = signed;
  const asksNewest = commit.recovery !== null && effectsOf(commit).passes;
  const verified = await verifyOnwards(services, signed, { asksNewest });
  if (verified.isVoided) return log('info', 'voided commit passed over', placeOf(commit));
  await noteHead(services, signed, verified);
  await relayStanding(services, commit, verified);
  await relayRegistry(services, commit, verified);
  await relayReceipts(services, commit);
  await relayTickets(services, commit);
  await countFalseCall(services, commit, verified);
  if (commit.recovery !== null) await relayRecovery(services, { signed, recovery: commit.recovery, verified });
  await publish(services, commit);
  await leaveNotice(services, commit, verified);
}

const placeOf = ({ account, seq }: Commit) => ({ account, seq });

/** Queues only the place of the commit: recipients and text are computed at delivery. */
async function leaveNotice({ notices }: RelayServices, commit: Commit, states: States): Promise<void> {
  const { account: stream, seq, events } = commit;
  const step = await transitionOf(commit, states);
  const isTold =
    noticeOf(events) !== undefined ||
    isOfLending(events) ||
    toTell(step).length > 0 ||
    doneBy(step).length > 0 ||
    (ticketNewsIn(events) !== undefined && ticketOf(commit, await states.before()) !== null);
  if (isTold) await notices.send([{ stream, seq, audience: 'everybody' }]);
}

interface OfRecovery {
  readonly signed: SignedCommit;
  readonly recovery: string;
  readonly verified: Verified;
}

async function relayRecovery(services: RelayServices, { signed, recovery, verified }: OfRecovery): Promise<void> {
  const { commit } = signed;
  const ref = { account: commit.account, recovery };
  const effects = effectsOf(commit);
  if (effects.start) await countHands(services, await verified.after(), { commit, recovery });
  if (effects.suspects) await countSuspects(services, commit, { recovery, states: verified });
  if (effects.sights) await countSightings(services, commit, { recovery, states: verified });
  if (effects.start) await services.workflow.start(ref);
  if (effects.passes)
    await passGates(services, recovery, verified.newest ?? (await load(services.ledger, commit.account)));
  if (effects.left !== null) await services.gates.remove(recovery, effects.left, null);
  if (effects.stop !== null) await services.workflow.stop(ref, effects.stop);
}

/** Counts an opened recovery for everybody with a part in it: no account's own stream can show this. */
async function countHands(
  { campaigns }: RelayServices,
  state: StreamState,
  { commit, recovery }: { readonly commit: Commit; readonly recovery: string },
): Promise<void> {
  const { account, at } = commit;
  await Promise.all(handsOf(state, recovery).map((hand) => campaigns.note({ hand, account, at })));
}

/**
 * Counts an owner whom somebody called who was not the help desk (rule 10): once, however many accounts are theirs. The number that called is
 * one of an impostor: whoever asks from it for another account is told apart by it.
 */
async function countFalseCall(
  { campaigns }: RelayServices,
  { account, at, events }: Commit,
  states: States,
): Promise<void> {
  const reported = events.find((event) => event.type === 'FalseCallReported');
  if (reported === undefined) return;
  const { current } = (await states.after()).profile;
  const called = current === null ? null : subjectOf(current);
  await campaigns.note({ hand: FALSE_CALLER, account: called ?? account, at });
  if (reported.caller === undefined) return;
  await campaigns.note({ hand: { by: 'suspected-caller', id: reported.caller }, account, at });
}

/** Records the caller and network of a suspected recovery, read from before the commit, which may have ended it. */
async function countSuspects(
  { campaigns }: RelayServices,
  { account, at }: Commit,
  { recovery, states }: { readonly recovery: string; readonly states: States },
): Promise<void> {
  const hands = suspectsOf(await states.before(), recovery);
  await Promise.all(hands.map((hand) => campaigns.note({ hand, account, at })));
}

/** Counts a verifier's word across accounts (rule 10). A recovery that the commit has ended is read from before it. */
async function countSightings(
  { campaigns }: RelayServices,
  { account, at, events }: Commit,
  { recovery: id, states }: { readonly recovery: string; readonly states: States },
): Promise<void> {
  const recovery = (await states.after()).recoveries[id] ?? (await states.before()).recoveries[id];
  if (recovery === undefined) return;
  const hands = events.flatMap((event) => {
    const sighting = sightingIn(event);
    if (sighting === undefined) return [];
    return sighting.isAdverse ? [failedHand(sighting.verifier)] : verifierHands(recovery, sighting.verifier);
  });
  await Promise.all(hands.map((hand) => campaigns.note({ hand, account, at })));
}

/** Resumes every gate of the recovery that has nothing left to wait for; for an ended recovery, every gate. */
async function passGates(
  { gates, workflow, surroundings }: RelayServices,
  id: string,
  state: StreamState,
): Promise<void> {
  const recovery = state.recoveries[id];
  const isPassed = (gate: GateName): boolean => recovery === undefined || isGatePassed(recovery, gate);
  for (const { gate, token } of await gates.list(id, isPassed)) {
    if (recovery === undefined) await workflow.fail(token, TASK_ERRORS.ended);
    else await workflow.resume(token, timersOf(recovery, surroundings.now()));
    await gates.remove(id, gate, token);
  }
}

/** Notes a verified commit, with the view of its recovery. */
async function noteHead({ views, ledger }: RelayServices, signed: SignedCommit, states: States): Promise<void> {
  const { commit, hash } = signed;
  const { account, seq } = commit;
  await views.noteHead({ account, seq, hash }, await viewAfter(ledger, commit, states));
}

/** Notes the alert of a commit, that its stream goes on, and what of it waits for people, where the commit may have changed that. */
async function relayStanding({ views, stoppedStreams }: RelayServices, commit: Commit, states: States): Promise<void> {
  const { account: stream, seq, events } = commit;
  if (events.some(({ type }) => type === 'StreamResumed')) await stoppedStreams.noteResumed({ stream, seq });
  const alert = alertFor(commit);
  if (alert !== undefined) await views.noteAlert(alert);
  // A row of a batch is applied only where nothing waits.
  if (!events.some(({ type }) => CHANGES_OUTSTANDING.includes(type)) || events.some(isRow)) return;
  await views.showStanding({ stream, seq, ...outstandingIn(await states.after()) });
}

const isRow = ({ type }: { readonly type: EventType }): boolean => type === 'RowApplied';

/** Makes a record findable: a person by identities that the ledger keeps unique and by parts, an account by its owner, both by likeness keys. */
async function relayRegistry(
  { people, members, lookAlikes }: RelayServices,
  commit: Commit,
  states: States,
): Promise<void> {
  if (!commit.events.some(({ type }) => RECORDED.includes(type))) return;
  const { person, profile, delegations } = await states.after();
  const record = person.current ?? profile.current;
  if (record === null) return;
  if ('person' in record) {
    await people.show(record, identitiesOf(record), commit.seq);
    const lent = delegations.map(({ to }) => standsInBy(to));
    await members.show(record.person, [...partsListed(record), ...lent], commit.seq);
  } else await members.show(record.account, listedUnder(record), commit.seq);
  const shown = { record: commit.account, holders: holdersOf(record) };
  await lookAlikes.show(shown, likenessKeys(record), commit.seq);
}

const RECORDED: readonly EventType[] = [
  ...(['PersonConfirmed', 'AdministratorAdmitted', 'ProfileConfirmed', 'ProfileSynced', 'DelegationGiven'] as const),
  'DelegationWithdrawn',
];

/** Lists a ticket that waits for an agent, until a recovery is opened for it, or stopped because it was closed as a fraud. */
async function relayTickets({ views }: RelayServices, commit: Commit): Promise<void> {
  for (const event of commit.events) {
    if (event.type === 'TicketHeld') await views.holdTicket({ ...event.ticket, cause: event.cause, at: commit.at });
    if (event.type === 'TicketClosedAsFraud' && event.stops.length === 0)
      await views.holdTicket({ ...event.ticket, cause: FRAUD_NOTHING_STOPPED, at: commit.at });
    if (event.type === 'TicketClosedAsFraud' && event.stops.length > 0)
      await views.releaseTicket(event.ticket.source, event.ticket.id);
    if (event.type === 'RecoveryOpened' && event.ticket !== null)
      await views.releaseTicket(event.ticket.source, event.ticket.id);
  }
}

async function publish({ bus }: RelayServices, commit: Commit): Promise<void> {
  const { account, seq, recovery, at, tier, kind } = commit;
  const opened = commit.events.find((event) => event.type === 'RecoveryOpened');
  const detail = { account, seq, recovery, at, tier, kind, action: opened?.action ?? null };
  const events = effectsOf(commit).publish.map((type) => ({ type, detail }));
  if (events.length > 0) await bus.publish(events);
}
