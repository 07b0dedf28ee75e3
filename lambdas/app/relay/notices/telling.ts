import type { Commit } from '../../../core/audit/commit.ts';
import { openStored, parseStored } from '../../../core/audit/verify.ts';
import { isPassedOn, isSuperseded } from '../../../core/recovery/evolve/supersede.ts';
import { endOf } from '../../../core/recovery/state/life.ts';
import { findRecovery, type Recovery, type StreamState } from '../../../core/recovery/state/state.ts';
import { type Action, changeOf, type Relation } from '../../../core/registry/account.ts';
import { isInRanges } from '../../../core/registry/voiding.ts';
import { isSame } from '../../../core/values/hash.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { load, type Neighbours } from '../../ledger/load.ts';
import { loadAfter } from '../../ledger/walk.ts';
import type { NoticeKind } from '../../messages/texts.ts';

/** A notice about a commit, with the states that determine its recipients. */
export interface Telling {
  readonly commit: Commit;
  readonly kind: NoticeKind;
  /** The action of the recovery; undefined without one. */
  readonly action: Action | undefined;
  /** The current state of the stream. */
  readonly now: StreamState;
  /** The state after the commit. */
  readonly after: StreamState;
  /** The state before a change: people registered then are notified too. Without a change the same as `after`. */
  readonly before: StreamState;
  /** The recovery after the commit, or before it if the commit ended it; undefined without one. */
  readonly recovery: Recovery | undefined;
  /** Recipients besides the usual ones: the people that the plan names; for a new plan, those that the earlier plan did not name. */
  readonly notify: readonly Relation[];
}

/** The notice about a commit; undefined when the commit changed nothing. Throws `AdapterError` and `LedgerCorrupt`. */
export async function tellingOf(ledger: Ledger, noticed: Neighbours, about: NoticeKind): Promise<Telling | undefined> {
  const { commit } = noticed.signed;
  const after = await loadAfter(ledger, noticed.signed);
  const now = noticed.isNewest ? after : await load(ledger, commit.account);
  const found = await foundBy(noticed, about);
  const recovery = recoveryIn(after, commit) ?? found;
  const action = actionOf(commit, recovery);
  const before = await earlier({ ledger, noticed, about, action }, after);
  const kind = CHANGES.includes(about) ? changed(about, before, after) : about === 'revoked' ? overAs(recovery) : about;
  if (kind === undefined) return undefined;
  const known = kind === 'planned' ? (found?.plan?.notify ?? []) : [];
  const notify = (recovery?.plan?.notify ?? []).filter((relation) => !known.includes(relation));
  return { commit, kind, action, now, after, before, recovery, notify };
}

const recoveryIn = (state: StreamState, { recovery: id }: Commit): Recovery | undefined =>
  id === null ? undefined : findRecovery(state, id);

/** The recovery as it was before this commit. Needed when the commit ended it (later states no longer hold its plan) or re-planned it. */
async function foundBy({ signed: { commit }, before }: Neighbours, about: NoticeKind): Promise<Recovery | undefined> {
  const matters = about === 'planned' || commit.events.some((event) => endOf(event) !== undefined);
  return matters ? recoveryIn(await before(), commit) : undefined;
}

/** Kinds of a confirmation's notice, before it is known what the confirmation changed. */
const CHANGES: readonly NoticeKind[] = ['record-changed', 'person-changed'];

function changed(about: NoticeKind, before: StreamState, after: StreamState): NoticeKind | undefined {
  if (about === 'person-changed') return isSame(before.person.current, after.person.current) ? undefined : about;
  const change = changeOf(before.profile.current, after.profile.current);
  return change === 'contacts' ? 'contacts-changed' : change && about;
}

/** How a grant ended: what a failed execution had begun was taken back; or there was nothing that could end. Undefined where a newer one goes on. */
function overAs(recovery: Recovery | undefined): NoticeKind | undefined {
  if (recovery === undefined) return 'revoked';
  if (isPassedOn(recovery)) return undefined;
  if (recovery.failure !== null) return 'undone';
  if (recovery.action === 'release-disk-key') return 'replaced';
  return isSuperseded(recovery.action) ? 'revoked' : 'finished';
}

/** These notices go to the people registered at the time of sending, not of the commit. */
const AS_THEY_ARE: readonly NoticeKind[] = ['opened', 'planned'];

interface Asked {
  readonly ledger: Ledger;
  readonly noticed: Neighbours;
  readonly about: NoticeKind;
  readonly action: Action | undefined;
}

/**
 * For a recovery that changes contacts, the state at its opening: contacts of that time are notified too, because the recovery may have
 * removed one.
 */
async function earlier({ ledger, noticed, about, action }: Asked, after: StreamState): Promise<StreamState> {
  const { account, recovery } = noticed.signed.commit;
  if (CHANGES.includes(about)) return noticed.before();
  if (action !== 'change-contact' || AS_THEY_ARE.includes(about) || recovery === null) return after;
  const { commits } = await ledger.readRecovery(account, recovery);
  const standing = commits.filter(({ seq }) => !isInRanges(after.skipped, seq));
  const opening = standing.find((row) => parseStored(row).commit.events.some(({ type }) => type === 'RecoveryOpened'));
  // Not indexed yet: retry, so that nobody is left out.
  if (opening === undefined) throw new AdapterError('unavailable', { retryable: true });
  return loadAfter(ledger, openStored(opening, account, await ledger.keysOf([opening])));
}

const actionOf = ({ events }: Commit, recovery: Recovery | undefined): Action | undefined =>
  events.find((event) => event.type === 'RecoveryOpened')?.action ?? recovery?.action;
