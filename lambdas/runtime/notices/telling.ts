import { openStored } from '../../adapters/stored-commit.ts';
import type { Commit, SealedCommit } from '../../core/audit/commit.ts';
import { isSame } from '../../core/audit/same.ts';
import { unseal } from '../../core/audit/verify.ts';
import type { AccountProfile, Action } from '../../core/recovery/account.ts';
import { endOf } from '../../core/recovery/life.ts';
import type { PersonId } from '../../core/recovery/person.ts';
import type { Plan } from '../../core/recovery/plan.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state.ts';
import { changeOf } from '../../core/registry/changes.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { load, loadAfter, loadBefore } from '../load.ts';
import type { NoticeKind } from '../messages/texts.ts';

/** What is told of a commit, with the states that say to whom. */
export interface Telling {
  readonly commit: Commit;
  readonly kind: NoticeKind;
  /** The action of the recovery; undefined where it is about none. */
  readonly action: Action | undefined;
  /** The stream as it stands now. */
  readonly now: StreamState;
  /** As the commit left it. */
  readonly after: StreamState;
  /** As it was before a change began: who was registered then hears of it too. Without a change the same as `after`. */
  readonly before: StreamState;
  /** Who hears of it because the plan wants them told. */
  readonly notified: readonly PersonId[];
}

/** What is told of a commit that is about this; undefined where it changed nothing. Throws `AdapterError` and `LedgerCorrupt`. */
export async function tellingOf(ledger: Ledger, sealed: SealedCommit, about: NoticeKind): Promise<Telling | undefined> {
  const { commit } = sealed;
  const now = await load(ledger, commit.account);
  const after = await loadAfter(ledger, sealed);
  const action = actionOf(commit, now);
  const before = await earlier({ ledger, sealed, about, action }, after);
  const kind = CHANGES.includes(about) ? changed(about, before, after) : about;
  const plan = await planOf(ledger, sealed, after);
  const notified = plan === null ? [] : relatedTo(after.profile.current, plan.notify);
  return kind === undefined ? undefined : { commit, kind, action, now, after, before, notified };
}

/** The plan as the commit left it; of a recovery that ended with it, as it found it. */
async function planOf(ledger: Ledger, sealed: SealedCommit, after: StreamState): Promise<Plan | null> {
  const { recovery: id, events } = sealed.commit;
  if (id === null) return null;
  const hasEnded = events.some((event) => endOf(event) !== undefined);
  return findRecovery(hasEnded ? await loadBefore(ledger, sealed) : after, id)?.plan ?? null;
}

function relatedTo(profile: AccountProfile | null, relations: Plan['notify']): readonly PersonId[] {
  if (profile === null) return [];
  const { owner, manager, custodians } = profile;
  const people = { owner: [owner], manager: [manager], custodian: custodians };
  return relations.flatMap((one): readonly (PersonId | null)[] => people[one]).filter((person) => person !== null);
}

/** What the commit of a confirmation may be about, before anybody has looked what it changed. */
const CHANGES: readonly NoticeKind[] = ['record-changed', 'person-changed'];

function changed(about: NoticeKind, before: StreamState, after: StreamState): NoticeKind | undefined {
  if (about === 'person-changed') return isSame(before.person.current, after.person.current) ? undefined : about;
  const change = changeOf(before.profile.current, after.profile.current);
  return change === 'contacts' ? 'contacts-changed' : change && about;
}

interface Asked {
  readonly ledger: Ledger;
  readonly sealed: SealedCommit;
  readonly about: NoticeKind;
  readonly action: Action | undefined;
}

/** A recovery that changes contacts is told also to those that were there when it was opened: it may have taken one of them away. */
async function earlier({ ledger, sealed, about, action }: Asked, after: StreamState): Promise<StreamState> {
  const { account, recovery } = sealed.commit;
  if (CHANGES.includes(about)) return loadBefore(ledger, sealed);
  if (action !== 'change-contact' || about === 'opened' || recovery === null) return after;
  const { commits } = await ledger.readRecovery(account, recovery);
  const opening = commits.find((row) => unseal(row).commit.events.some(({ type }) => type === 'RecoveryOpened'));
  // Not indexed yet: nobody is left out for that.
  if (opening === undefined) throw new AdapterError('unavailable', { retryable: true });
  return loadAfter(ledger, openStored(opening, account));
}

function actionOf({ recovery: id, events }: Commit, state: StreamState): Action | undefined {
  const opened = events.find((event) => event.type === 'RecoveryOpened');
  if (opened !== undefined) return opened.action;
  const ended = state.ended.find((one) => one.id === id);
  return (id === null ? undefined : findRecovery(state, id))?.action ?? ended?.action;
}
