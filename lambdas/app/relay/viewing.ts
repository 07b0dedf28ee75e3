import type { Commit } from '../../core/audit/commit.ts';
import { effectsOf } from '../../core/audit/effects.ts';
import { replay } from '../../core/audit/replay.ts';
import { openStored } from '../../core/audit/verify.ts';
import { findRecovery, type Recovery, type StreamState } from '../../core/recovery/state/state.ts';
import { NOBODY, readershipOf } from '../../core/recovery/views/readers.ts';
import { traceOf } from '../../core/recovery/views/trace.ts';
import { isInRanges } from '../../core/registry/voiding.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { RecoveryView } from '../../ports/workspace.ts';
import type { Verified } from '../ledger/verified.ts';

/** The states around a commit. */
export type States = Pick<Verified, 'before' | 'after'>;

/**
 * The view of the recovery in the state after the commit; undefined where the commit changes nothing of it. A recovery that its stream no
 * longer holds keeps its last view.
 */
export async function viewAfter(ledger: Ledger, commit: Commit, states: States): Promise<RecoveryView | undefined> {
  const { account, at, seq, tier, kind, recovery: id } = commit;
  if (id === null || !effectsOf(commit).shows) return undefined;
  const state = await states.after();
  const live = state.recoveries[id];
  const past = state.ended.find((ended) => ended.id === id);
  const common = { id, account, tier, kind, seq };
  if (live !== undefined) {
    const { action, status, openedAt, grant } = live;
    const readership = readershipOf(live, state.profile.current, { isEnded: false });
    const [expiresAt, trace] = [grant?.expiresAt ?? null, traceOf(live)];
    return { ...common, action, status, openedAt, updatedAt: at, ended: false, expiresAt, readership, trace };
  }
  if (past === undefined) return undefined;
  const { action, end: status, openedAt, at: updatedAt } = past;
  const known = await knownOf(ledger, commit, { id, states });
  return { ...common, action, status, openedAt, updatedAt, ended: true, expiresAt: null, ...known };
}

/** What is known of an ended recovery, from just before this commit, or else from the recovery's own commits. */
async function knownOf(
  ledger: Ledger,
  { account, events }: Commit,
  { id, states }: { readonly id: string; readonly states: States },
): Promise<Pick<RecoveryView, 'readership' | 'trace'>> {
  const { profile, skipped } = await states.after();
  const recovery = findRecovery(await states.before(), id) ?? (await recoveryOf(ledger, account, { id, skipped }));
  if (recovery === undefined) return { readership: NOBODY, trace: null };
  const rejectedBy = events.flatMap((event) => (event.type === 'RecoveryRejected' ? [event.by] : []));
  const trace = traceOf(recovery);
  const people = [...new Set([...trace.people, ...rejectedBy])];
  const readership = readershipOf(recovery, profile.current, { isEnded: true, rejectedBy });
  return { readership, trace: { ...trace, people } };
}

async function recoveryOf(
  ledger: Ledger,
  account: string,
  { id, skipped }: Pick<StreamState, 'skipped'> & { readonly id: string },
): Promise<Recovery | undefined> {
  const { commits } = await ledger.readRecovery(account, id);
  const rows = commits.filter(({ seq }) => !isInRanges(skipped, seq));
  const keys = await ledger.keysOf(rows);
  return replay(
    id,
    rows.map((row) => openStored(row, account, keys).commit),
  )?.recovery;
}
