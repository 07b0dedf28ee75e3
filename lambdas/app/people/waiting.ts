import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { findRecovery, type Recovery, type RecoveryId, type StreamState } from '../../core/recovery/state/state.ts';
import { type Awaited, awaitedOf, lenderAwaited, waitsUntil } from '../../core/recovery/views/awaited.ts';
import { type Lender, mayRead, mayReadLive } from '../../core/recovery/views/readers.ts';
import { relatedTo, TIERS, type Tier } from '../../core/registry/account.ts';
import type { PersonId } from '../../core/registry/person.ts';
import type { Touch } from '../../core/risk/facts.ts';
import { type Instant, plusSeconds } from '../../core/values/instant.ts';
import type { Members } from '../../ports/workspace.ts';
import { loadAll } from '../ledger/load.ts';
import { refusalProblem } from '../problem.ts';
import { lendersOf } from './delegations.ts';
import { streamOf } from './people-command.ts';
import type { ReadingServices } from './reading.ts';

export interface WaitingServices extends Pick<ReadingServices, 'ledger' | 'views' | 'surroundings'> {
  readonly members: Pick<Members, 'next'>;
}

/** Most accounts whose streams are read for one answer. */
export const MOST_ACCOUNTS = 50;

/** Most views that are looked at for them: so many reads of so many views. */
export const BATCH = 100;
export const MOST_BATCHES = 5;

/** Parts of people who are asked without being related to an account. */
const ASKED: readonly string[] = ['verifier', 'reviewer', 'operator'];

/** A recovery that waits for the reader. */
export interface WaitingItem {
  readonly id: RecoveryId;
  readonly account: string;
  readonly action: string;
  readonly status: string;
  readonly tier: Tier;
  readonly risk: number;
  readonly requester: string;
  readonly openedAt: Instant;
  readonly awaits: Awaited;
  /** The person in whose place the reader would countersign; null where it is their own right, or something else is awaited. */
  readonly inPlaceOf: PersonId | null;
  /** When it gives up waiting; null where it waits for no window. */
  readonly until: Instant | null;
}

/**
 * What waits for one person, the most urgent first: by the accounts that they own, manage or keep, and by their parts. Nobody needs a group for
 * this, and everything is judged in the account's own stream. `more`: there are more accounts, or more
 * open recoveries, than one answer looks at, so something else may wait.
 */
export async function waitingFor(
  { ledger, views, members, surroundings }: WaitingServices,
  actor: PersonActor,
): Promise<{ readonly items: readonly WaitingItem[]; readonly more: boolean }> {
  const { person, roles, groups } = actor;
  const lenders = await lendersOf({ ledger, members, surroundings }, person);
  const people = [person, ...lenders.map((one) => one.person)];
  const related = await Promise.all(
    people.map((one) => members.next(relatedTo(one), { from: one, limit: MOST_ACCOUNTS + 1 })),
  );
  const isLent = lenders.some((one) => one.groups.length > 0);
  const hasPart = isLent || groups.length > 0 || roles.some((role) => ASKED.includes(role));
  const listed = hasPart ? await accountsFor(views, actor, lenders) : { accounts: [], more: false };
  const accounts = [...new Set([...related.flat(), ...listed.accounts])];
  const states = await loadAll(ledger, accounts.slice(0, MOST_ACCOUNTS));
  const items = states.flatMap((state) => itemsIn(state, actor, lenders));
  return { items: items.sort(byUrgency), more: listed.more || accounts.length > MOST_ACCOUNTS };
}

/** Accounts with an open recovery that this person may read, by the views. `more`: some views were not looked at. */
async function accountsFor(
  views: WaitingServices['views'],
  actor: PersonActor,
  lenders: readonly Lender[],
): Promise<{ readonly accounts: readonly string[]; readonly more: boolean }> {
  const accounts = new Set<string>();
  let after: string | undefined;
  for (let batch = 0; batch < MOST_BATCHES && accounts.size <= MOST_ACCOUNTS; batch += 1) {
    const { items, next } = await views.list('open', { limit: BATCH, ...(after === undefined ? {} : { after }) });
    for (const { account, readership } of items) if (mayRead(actor, readership, lenders)) accounts.add(account);
    if (next === undefined) return { accounts: [...accounts], more: false };
    after = next;
  }
  return { accounts: [...accounts], more: true };
}

function itemsIn(
  { recoveries, profile }: StreamState,
  actor: PersonActor,
  lenders: readonly Lender[],
): readonly WaitingItem[] {
  return Object.values(recoveries).flatMap((recovery: Recovery) => {
    const { id, action, status, plan, requester, openedAt } = recovery;
    const awaits = awaitedOf(actor, recovery, { profile: profile.current, lenders });
    if (awaits === null || plan === null) return [];
    const { account, tier, risk } = plan;
    const inPlaceOf = lenderAwaited(actor, recovery, { profile: profile.current, lenders });
    const until = waitsUntil(recovery);
    const item = { id, account, action, status, tier, requester, openedAt, awaits, inPlaceOf, until };
    return [{ ...item, risk: risk.score }];
  });
}

/** What gives up first; of what gives up together, the more protected account. One's own comes last: others wait for nobody else. */
const byUrgency = (one: WaitingItem, other: WaitingItem): number =>
  Number(one.awaits === 'own') - Number(other.awaits === 'own') ||
  (one.until ?? LAST).localeCompare(other.until ?? LAST) ||
  TIERS.indexOf(other.tier) - TIERS.indexOf(one.tier);

const LAST = '9999';

/** Seconds that the picture of an account goes back, and to which its end is rounded up: a question asked again within them is answered alike (304). */
const SHOWN_SECONDS = 92 * 86_400;
const ROUNDED_SECONDS = 3_600;

/** A touch of an account without its witness. */
export type ShownTouch = Pick<Touch, 'what' | 'at' | 'action' | 'channel' | 'desk'> & {
  /** Whether it is of the recovery that was asked about. */
  readonly own: boolean;
};

/**
 * The last months of the account of a recovery, across tickets, channels and desks, as its risk is judged by them; for those who may read the
 * recovery. Throws `recovery-unknown`, also for one that has ended.
 */
export async function historyOf(
  { ledger, members, surroundings }: Omit<WaitingServices, 'views'>,
  actor: PersonActor,
  id: RecoveryId,
) {
  const account = await streamOf({ ledger }, id);
  const [state] = await loadAll(ledger, [account]);
  const lenders = await lendersOf({ ledger, members, surroundings }, actor.person);
  const recovery = state === undefined ? undefined : findRecovery(state, id);
  if (state === undefined || recovery === undefined || !mayReadLive(actor, recovery, state.profile.current, lenders))
    throw refusalProblem({ code: 'recovery-unknown', facts: {} });
  const until = endOfHour(surroundings.now());
  const since = plusSeconds(until, -SHOWN_SECONDS);
  const touches = state.history
    .filter(({ at }) => at >= since)
    .map(
      ({ what, at, action, channel, desk, recovery: of }): ShownTouch => ({
        ...{ what, at, action, channel, desk },
        own: of === id,
      }),
    );
  return { account, since, until, touches, watchedUntil: state.watch?.until ?? null };
}

/** The end of the hour that this time is in. */
function endOfHour(now: Instant): Instant {
  const into = (Date.parse(now) / 1000) % ROUNDED_SECONDS;
  return plusSeconds(now, ROUNDED_SECONDS - into);
}
