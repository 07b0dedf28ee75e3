import { type Commit, LedgerCorrupt } from '../../core/audit/commit.ts';
import type { Keys } from '../../core/audit/keys.ts';
import { openStored, type StoredCommit } from '../../core/audit/verify.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { isInRanges } from '../../core/registry/voiding.ts';
import { sha256 } from '../../core/values/hash.ts';
import { load } from '../ledger/load.ts';
import { problem } from '../problem.ts';
import type { ReadingServices } from './reading.ts';

/** Most commits that are read to find an earlier policy version, from the newest on, and how many with one read. */
const MOST_COMMITS = 2_000;
const COMMITS = 100;

/**
 * The text of a policy version, the one in force or one that was, as it was proposed. Its commit and that of its adoption are verified, and
 * the text against the digest; commits that are voided or do not verify are passed over. Throws `policy-unknown` for a digest of no adopted
 * version, or of one that was proposed before the newest 2,000 commits of the policy's stream.
 */
export async function readPolicy({ ledger }: Pick<ReadingServices, 'ledger'>, digest: string) {
  const { policy, skipped } = await load(ledger, POLICY_STREAM);
  const { current } = policy;
  const newest = current?.seq ?? 0;
  // Digests of proposals that were adopted later: an adoption stands behind its proposal.
  const adopted = new Set<string>();
  for (let last = newest; last > Math.max(0, newest - MOST_COMMITS); last -= COMMITS) {
    const from = Math.max(1, last - COMMITS + 1);
    const all = await ledger.read(POLICY_STREAM, { from, limit: last - from + 1 });
    const rows = all.filter((row) => !isInRanges(skipped, row.seq) && mayTell(row, digest));
    const keys = await ledger.keysOf(rows);
    for (const commit of rows.reverse().flatMap((row) => commitIn(row, keys))) {
      const isCurrent = commit.seq === newest;
      for (const event of commit.events) {
        if (event.type === 'PolicyAdopted') adopted.add(event.digest);
        if (event.type !== 'PolicyProposed' || !(isCurrent || adopted.has(event.digest))) continue;
        const { adoption } = event;
        if (adoption.digest === digest && sha256(adoption.text) === digest)
          return { ...adoption, seq: commit.seq, proposedAt: commit.at, inForce: current?.digest === digest };
      }
    }
  }
  throw problem('policy-unknown');
}

/** Whether a commit may be of this version, or adopt one: the others need no verification. */
const mayTell = ({ bytes }: StoredCommit, digest: string): boolean =>
  bytes.includes(digest) || bytes.includes('"PolicyAdopted"');

/** The commit, or none where it does not verify. */
function commitIn(row: StoredCommit, keys: Keys): readonly Commit[] {
  try {
    return [openStored(row, POLICY_STREAM, keys).commit];
  } catch (error) {
    if (error instanceof LedgerCorrupt) return [];
    throw error;
  }
}
