import type { Corruption } from '../../../lambdas/core/audit/commit.ts';
import type { Keys } from '../../../lambdas/core/audit/keys.ts';
import type { Agreed } from '../../../lambdas/core/audit/rows.ts';
import type { StoredCommit } from '../../../lambdas/core/audit/verify.ts';
import {
  NO_VOIDS,
  type Verification,
  type Voided,
  type Voids,
  verifyStream,
  voidsFrom,
} from '../../../lambdas/core/audit/voids.ts';
import { INITIAL, type StreamState } from '../../../lambdas/core/recovery/state/state.ts';
import { isForgiving, voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import type { StreamRows } from './source.ts';
import { parseStored } from './stored.ts';

export type Flaw = Corruption | 'head-differs';

/** The result of verifying one stream. */
export interface Judgement {
  readonly account: string;
  /** Number of commits. */
  readonly commits: number;
  /** Hash of the last intact commit. */
  readonly head: string;
  /** The first finding; commits after it cannot be judged. */
  readonly finding: { readonly seq: number; readonly corruption: Flaw } | null;
  /** Forged commits that count for nothing. */
  readonly voided: readonly Voided[];
  /** Commits that were voided although they are not forged: they count all the same. */
  readonly overruled: readonly number[];
}

/** With the state after the commits that are intact. */
interface Folded extends Judgement {
  readonly state: StreamState;
}

/** What two administrators have voided of a stream, from the commits of the stream of its voidings. Those are verified as all others are. */
export function voidsIn(account: string, rows: readonly unknown[], keys: Keys): Voids {
  if (isForgiving(account) || rows.length === 0) return NO_VOIDS;
  const stored = rows.flatMap((row) => parseStored(row) ?? []);
  return voidsFrom(verified(voidsStream(account), stored, { keys, voids: NO_VOIDS }).state.voidings);
}

/** What other streams say of this one; absent: nothing is voided, and no batch was agreed on. */
export interface Known {
  readonly voids?: Voids;
  readonly agreed?: Agreed;
}

/** Commits of the stream of voidings of a stream; none where nothing of it was voided. Asked for anew where the stream is stopped. */
export type ReadVoidings = (account: string, isStopped: boolean) => Promise<readonly unknown[]>;

/** What a stream is verified with: the keys, the batches that were agreed on in its rows, and what two administrators have voided. */
export interface Beside {
  readonly keys: Keys;
  readonly batches: (rows: readonly unknown[]) => Promise<Agreed>;
  readonly voidings: ReadVoidings;
}

/** `judge`, with what other streams say of this one. */
export async function judgeBeside({ keys, batches, voidings }: Beside, stream: StreamRows): Promise<Judgement> {
  const agreed = await batches(stream.rows);
  const first = judge(stream, keys, { agreed });
  const rows = isForgiving(stream.account) ? [] : await voidings(stream.account, first.finding !== null);
  return rows.length === 0 ? first : judge(stream, keys, { agreed, voids: voidsIn(stream.account, rows, keys) });
}

/**
 * Verifies one stream from its first commit, and that it contains its reported head. The stream may continue beyond that head, because it
 * is read later.
 */
export function judge(stream: StreamRows, keys: Keys, known: Known = {}): Judgement {
  const { state: _state, ...judgement } = judgeAndFold(stream, keys, known);
  return judgement;
}

/** The same, with the state that the commits leave. */
export function judgeAndFold({ account, rows, reported }: StreamRows, keys: Keys, known: Known): Folded {
  const stored = rows.map(parseStored);
  const unreadable = stored.indexOf(undefined);
  const readable = stored.slice(0, unreadable < 0 ? undefined : unreadable).flatMap((row) => row ?? []);
  const { head, finding, voided, overruled, state } = verified(account, readable, { ...known, keys });
  const judged = { account, commits: rows.length, head, voided, overruled, state };
  const found = (seq: number, corruption: Flaw): Folded => ({ ...judged, finding: { seq, corruption } });
  if (finding !== null) return found(finding.seq, finding.corruption);
  if (unreadable >= 0) return found(unreadable + 1, 'unreadable');
  if (reported !== undefined && reported.seq > readable.length) return found(readable.length + 1, 'head-missing');
  if (reported !== undefined && readable[reported.seq - 1]?.hash !== reported.hash)
    return found(reported.seq, 'head-differs');
  return { ...judged, finding: null };
}

/** Commits with correct hashes and impossible events were not written by this product. */
function verified(
  account: string,
  stored: readonly StoredCommit[],
  walker: Known & { readonly keys: Keys },
): Verification {
  try {
    return verifyStream(account, stored, walker);
  } catch {
    const { seq = 1, hash = '' } = stored.at(-1) ?? {};
    return {
      ...{ account, commits: stored.length, head: hash, voided: [], overruled: [], state: INITIAL },
      finding: { account, seq, corruption: 'unreadable' },
    };
  }
}

/** The words for each flaw of a commit, as the end of a sentence. */
export const FLAWS: Readonly<Record<Flaw, string>> = {
  'bytes-altered': 'its bytes are not the ones that were hashed',
  'chain-broken': 'it does not follow on the commit before it',
  gap: 'it is missing or out of order',
  'copy-altered': 'what is stored beside its bytes, such as account, number or tier, is not what they say',
  'state-altered': 'its state is not the one that the events lead to',
  unreadable: 'it cannot be read',
  'key-unknown': 'its key is none of the deployment’s, or did not count then',
  'key-ended': 'another key had followed on its key by then',
  'signature-wrong': 'its signature is not by the key that it names',
  'family-not-allowed': 'the functions that signed it may not write this command',
  'event-not-allowed': 'its events do not follow from its command',
  'row-unproved':
    'it applies a row of a batch that its proof does not lead to, or that no two administrators agreed on',
  'head-missing': 'it is missing, though the reported head is at or beyond it',
  'head-differs': 'it is not the commit that the reported head names',
};
