import { describe, expect, it } from '@jest/globals';
import { loadBefore } from '../../../lambdas/app/ledger/load.ts';
import { loadAfter } from '../../../lambdas/app/ledger/walk.ts';
import { fold, type SignedCommit } from '../../../lambdas/core/audit/commit.ts';
import { canonical, sha256 } from '../../../lambdas/core/values/hash.ts';
import { aStory } from '../../support/commits.ts';
import { MemoryLedger, type MemoryRows } from '../../support/memory-ledger.ts';
import { signed } from '../../support/signing.ts';

const STORY = aStory();

async function ledgerOf(commits: readonly SignedCommit[]) {
  const rows: MemoryRows = new Map();
  const ledger = new MemoryLedger(undefined, rows);
  for (const commit of commits) await ledger.append(commit);
  const reads: number[] = [];
  const read = ledger.read.bind(ledger);
  ledger.read = async (account, page) => {
    reads.push(page.limit);
    return read(account, page);
  };
  return { ledger, rows, reads };
}

/** As a release with another meaning of states would have hashed it. */
function ofAnotherVersion(hashed: SignedCommit, prev: string): SignedCommit {
  const state = canonical({ ...JSON.parse(hashed.state), v: 0 });
  const commit = { ...hashed.commit, prev, after: sha256(state) };
  const bytes = canonical(commit);
  return signed({ commit, bytes, state, hash: sha256(prev + bytes) });
}

const outdated: SignedCommit[] = [];
for (const one of STORY) outdated.push(ofAnotherVersion(one, outdated.at(-1)?.hash ?? one.commit.prev));

describe.each([
  ['as it is stored', STORY],
  ['folded, after an upgrade', outdated],
])('the state at a commit, %s', (_, commits) => {
  it.each(commits.map((hashed, index) => [index + 1, hashed] as const))('%i', async (seq, hashed) => {
    const { ledger } = await ledgerOf(commits);
    expect(await loadAfter(ledger, hashed)).toEqual(fold(commits.slice(0, seq)));
    expect(await loadBefore(ledger, hashed)).toEqual(fold(commits.slice(0, seq - 1)));
  });
});

describe('the state before a commit', () => {
  const last = STORY.at(-1) as SignedCommit;
  const row = (rows: MemoryRows, change: (text: string) => string, member: 'bytes' | 'state' | 'hash') => {
    const stored = rows.get('cognito:jane') ?? [];
    const [one] = stored.splice(last.commit.seq - 2, 1);
    if (one !== undefined) stored.splice(last.commit.seq - 2, 0, { ...one, [member]: change(one[member]) });
  };

  it('is one item, however long the stream is', async () => {
    const { ledger, reads } = await ledgerOf(STORY);
    await loadBefore(ledger, last);
    expect(reads).toEqual([1]);
  });

  it.each(['bytes', 'state', 'hash'] as const)('is not taken from a commit whose %s was changed', async (member) => {
    const { ledger, rows } = await ledgerOf(STORY);
    row(rows, (text) => text.replace(/[a-f]/, 'e').replace(/\d/, '7'), member);
    await expect(loadBefore(ledger, last)).rejects.toMatchObject({ code: 'ledger-corrupt', seq: last.commit.seq - 1 });
  });

  it('is not taken from a commit of another chain, nor from one that is gone', async () => {
    const { ledger } = await ledgerOf(outdated);
    await expect(loadBefore(ledger, last)).rejects.toMatchObject({ corruption: 'chain-broken' });
    const { ledger: short } = await ledgerOf(STORY.slice(0, 2));
    await expect(loadBefore(short, last)).rejects.toMatchObject({ corruption: 'gap' });
  });
});
