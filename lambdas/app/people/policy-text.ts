import { openStored, parseStored } from '../../core/audit/verify.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { sha256 } from '../../core/values/hash.ts';
import { load } from '../ledger/load.ts';
import { problem } from '../problem.ts';
import type { ReadingServices } from './reading.ts';

/** Most commits that are read to find an earlier policy version, from the newest on, and how many with one read. */
const MOST_COMMITS = 2_000;
const COMMITS = 100;

/**
 * The text of a policy version, the one in force or an earlier one, as it was proposed. Its commit is verified, and the text against the
 * digest. Throws `policy-unknown` for a digest that none of the newest 2,000 commits of the policy's stream proposed.
 */
export async function readPolicy({ ledger }: Pick<ReadingServices, 'ledger'>, digest: string) {
  const { current } = (await load(ledger, POLICY_STREAM)).policy;
  const newest = current?.seq ?? 0;
  for (let last = newest; last > Math.max(0, newest - MOST_COMMITS); last -= COMMITS) {
    const from = Math.max(1, last - COMMITS + 1);
    const rows = await ledger.read(POLICY_STREAM, { from, limit: last - from + 1 });
    const row = rows.findLast((one) => adoptionIn(one, digest) !== undefined);
    if (row === undefined) continue;
    const { commit } = openStored(row, POLICY_STREAM, await ledger.keysOf([row]));
    const adoption = adoptionIn(row, digest);
    if (adoption === undefined || sha256(adoption.text) !== digest) continue;
    return { ...adoption, seq: commit.seq, proposedAt: commit.at, inForce: current?.digest === digest };
  }
  throw problem('policy-unknown');
}

const adoptionIn = (row: Parameters<typeof parseStored>[0], digest: string) =>
  parseStored(row).commit.events.flatMap((event) =>
    event.type === 'PolicyProposed' && event.adoption.digest === digest ? [event.adoption] : [],
  )[0];
