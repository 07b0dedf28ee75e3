import { LedgerCorrupt, type SignedCommit } from '../../core/audit/commit.ts';
import { isComparable, rowOf } from '../../core/audit/verify.ts';
import { BEGINNING, type Footing, NO_VOIDS, stepOver } from '../../core/audit/voids.ts';
import type { RecoveryId, StreamState } from '../../core/recovery/state/state.ts';
import { isInRanges } from '../../core/registry/voiding.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Views } from '../../ports/workspace.ts';
import { load, loadBefore, loadLastGood } from './load.ts';
import { agreedAmong, loadAfter, type Walked, walk } from './walk.ts';

/** The verified commits that one instance has reached: it does not read again what can never change. */
export class Footings {
  readonly #reached = new Map<string, Footing>();

  of(account: string): Footing | undefined {
    return this.#reached.get(account);
  }

  reach(account: string, footing: Footing): void {
    this.#reached.delete(account);
    this.#reached.set(account, footing);
    const [oldest] = this.#reached.keys();
    if (this.#reached.size > MOST_FOOTINGS && oldest !== undefined) this.#reached.delete(oldest);
  }
}

/** Some megabytes of states. */
const MOST_FOOTINGS = 64;

interface VerifyingServices {
  readonly ledger: Ledger;
  readonly views: Pick<Views, 'head'>;
  /** Absent: each verification begins at the noted head. */
  readonly footings?: Footings;
}

export interface Verified {
  readonly isVoided: boolean;
  /** The current state of the stream, when the commit is known to be the newest. */
  readonly newest: StreamState | undefined;
  /** The state before the commit; a read only where the commit was verified earlier. Rejects with `LedgerCorrupt`. */
  readonly before: () => Promise<StreamState>;
  /** The state after the commit; usually without a read. */
  readonly after: () => Promise<StreamState>;
}

/**
 * Verifies a commit against its predecessor, and so on back to the last verified one: a commit that follows a forged one causes no effects,
 * however many commits later. Costs one read when the stream is intact and this instance
 * verified the predecessor, and none where nobody asks whether the commit is the newest; otherwise two more. Throws `LedgerCorrupt`, which
 * names the first bad commit.
 */
export async function verifyOnwards(
  services: VerifyingServices,
  signed: SignedCommit,
  { asksNewest }: { readonly asksNewest: boolean } = { asksNewest: true },
): Promise<Verified> {
  const { ledger, views, footings } = services;
  const { commit, hash } = signed;
  const { account, seq } = commit;
  const states = { before: () => loadBefore(ledger, signed), after: () => loadAfter(ledger, signed) };
  const known = footings?.of(account);
  // The first commit of a stream has no predecessor that must be looked up.
  const stepped = asksNewest ? undefined : await stepFrom(ledger, known ?? BEGINNING, signed);
  const after = known ?? (stepped === undefined ? await views.head(account) : undefined);
  if (after !== undefined && after.seq > seq)
    return { ...states, isVoided: isInRanges((await load(ledger, account)).skipped, seq), newest: undefined };
  const { isNewest, before, ...reached } = stepped ?? (await walk(ledger, account, { after, last: seq }));
  if (reached.hash !== hash) throw new LedgerCorrupt(account, seq, 'chain-broken');
  if (isInRanges(reached.passed, seq)) return { ...states, isVoided: true, newest: undefined };
  footings?.reach(account, reached);
  return {
    isVoided: false,
    newest: isNewest ? reached.state : undefined,
    before: async () => before ?? states.before(),
    after: async () => reached.state,
  };
}

/**
 * The step from the predecessor over this commit, by the row that this function was given; undefined where the walk must look: the
 * predecessor was not verified here, or the commit is not plainly good.
 */
async function stepFrom(
  ledger: Ledger,
  footing: Footing | undefined,
  signed: SignedCommit,
): Promise<Walked | undefined> {
  const { account, seq } = signed.commit;
  const row = rowOf(signed);
  if (footing?.seq !== seq - 1 || !isComparable(row)) return undefined;
  const [keys, agreed] = await Promise.all([ledger.keysOf([row]), agreedAmong(ledger, [row])]);
  const walker = { keys, agreed, voids: NO_VOIDS };
  const stepped = stepOver(account, { ...footing, passed: [] }, row, walker);
  return stepped.is === 'good' ? { ...stepped.footing, before: footing.state, isNewest: false } : undefined;
}

/** Whether two administrators voided a commit and its stream has resumed. */
export async function isVoided(ledger: Ledger, stream: string, seq: number): Promise<boolean> {
  return isInRanges((await loadLastGood(ledger, stream)).skipped, seq);
}

/**
 * Verifies every commit of a stream since a recovery was opened, including those of other recoveries: an execution or a handed-over
 * credential depends on all of them. The relay verified older commits before it started anything. Throws `LedgerCorrupt`, and
 * `AdapterError` when the recovery is not found yet.
 */
export async function verifyRecovery(ledger: Ledger, account: string, recovery: RecoveryId): Promise<void> {
  const opening = await ledger.opening(account, recovery);
  if (opening === undefined) throw new AdapterError('unavailable', { retryable: true });
  await walk(ledger, account, { on: opening - 1 });
}
