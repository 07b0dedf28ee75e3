import { describe, expect, it } from '@jest/globals';
import type { StoredCommit } from '../../../lambdas/core/audit/verify.ts';
import {
  BEGINNING,
  lyingAfter,
  NO_VOIDS,
  rowDigest,
  stepOver,
  type Voids,
  verifyStream,
  voidsFrom,
} from '../../../lambdas/core/audit/voids.ts';
import { voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import { canonical, sha256 } from '../../../lambdas/core/values/hash.ts';
import { nextCommits, stored } from '../../support/commits.ts';
import { NOW } from '../../support/fixtures.ts';
import { KEYS, signatureOver } from '../../support/signing.ts';

const JANE = 'cognito:jane';
const WALKER = { keys: KEYS, voids: NO_VOIDS };

/** Two commits, and two more that do not stand on the state of the second one, only on its hash: as after its voiding. */
function resumed(stream: string): readonly StoredCommit[] {
  const [first, second] = nextCommits(stream, 2);
  if (first === undefined || second === undefined) throw new Error('two were made');
  const head = { ...second, state: first.state, commit: { ...second.commit, after: first.commit.after } };
  return [first, second, ...nextCommits(stream, 2, { head })].map(stored);
}

const HONEST = nextCommits(JANE, 4).map(stored);
const RESUMED = resumed(JANE);

/** The rows of a stream that went on, with the second one altered. */
const rows = (over: Partial<StoredCommit>, all = RESUMED): readonly StoredCommit[] =>
  all.map((row) => (row.seq === 2 ? { ...row, ...over } : row));

const FORGED: Partial<StoredCommit> = { signature: 'AAAA' };

function voidsOf(row: StoredCommit | undefined, flaw = 'signature-wrong') {
  if (row === undefined) throw new Error('it is there');
  const commits = [{ seq: row.seq, hash: row.hash, row: rowDigest(row), flaw }];
  return voidsFrom([{ stream: JANE, commits, proposedBy: 'person:ada', confirmedBy: 'person:adam', at: NOW }]);
}

describe('the verification of a stream with a voided commit', () => {
  it('passes over it and names it, with who voided it and when', () => {
    const forged = rows(FORGED);
    const { finding, voided, head } = verifyStream(JANE, forged, { keys: KEYS, voids: voidsOf(forged[1]) });
    expect({ finding, head }).toEqual({ finding: null, head: RESUMED[3]?.hash });
    const voiding = { proposedBy: 'person:ada', confirmedBy: 'person:adam', at: NOW };
    expect(voided).toEqual([{ seq: 2, flaw: 'signature-wrong', voiding }]);
  });

  it('finds it forged without a voiding, and with a voiding of another row or another stream', () => {
    const forged = rows(FORGED);
    const finding = { account: JANE, seq: 2, corruption: 'signature-wrong' };
    for (const voids of [
      NO_VOIDS,
      voidsOf(HONEST[1]),
      voidsOf({ ...HONEST[1], ...FORGED, account: 'cognito:max' } as StoredCommit),
    ])
      expect(verifyStream(JANE, forged, { keys: KEYS, voids }).finding).toEqual(finding);
  });

  it.each(['bytes', 'hash', 'signature', 'state'] as const)('holds for its %s as they were voided only', (member) => {
    const forged = rows(FORGED);
    const altered = rows({ ...FORGED, [member]: 'x' });
    expect(verifyStream(JANE, altered, { keys: KEYS, voids: voidsOf(forged[1]) }).finding).toMatchObject({ seq: 2 });
  });

  it('counts an honest commit that was voided, and says so', () => {
    const verified = verifyStream(JANE, HONEST, { keys: KEYS, voids: voidsOf(HONEST[1]) });
    expect(verified).toMatchObject({ finding: null, voided: [], overruled: [2] });
  });

  it('keeps a commit voided whose state can no longer be compared after an upgrade', () => {
    const state = JSON.stringify({ v: 1, state: {} });
    const commit = { ...JSON.parse(RESUMED[1]?.bytes ?? ''), after: sha256(state) };
    const bytes = canonical(commit);
    const signature = signatureOver(commit.prev, bytes, 'people');
    const [, old] = rows({ state, bytes, signature, hash: sha256(commit.prev + bytes) });
    const footing = { ...BEGINNING, seq: 1, hash: commit.prev };
    const step = (voids: Voids) => stepOver(JANE, footing, old as StoredCommit, { keys: KEYS, voids }).is;
    const voidings = [NO_VOIDS, voidsOf(old, 'state-altered'), voidsOf(old, 'copy-altered'), voidsOf(old)];
    expect(voidings.map(step)).toEqual(['good', 'voided', 'voided', 'good']);
  });

  it('never passes over a missing one', () => {
    const gap = HONEST.filter(({ seq }) => seq !== 2);
    const voids = voidsOf(gap[1]);
    expect(verifyStream(JANE, gap, { keys: KEYS, voids }).finding).toMatchObject({ seq: 2, corruption: 'gap' });
  });

  it('passes over a forged commit on a stream of voidings by itself', () => {
    const stream = voidsStream(JANE);
    const forged = rows(FORGED, resumed(stream));
    expect(verifyStream(stream, forged, { keys: KEYS })).toMatchObject({
      ...{ finding: null, voided: [{ seq: 2, flaw: 'signature-wrong', voiding: null }] },
    });
  });
});

describe('a commit as it lies', () => {
  const footing = { ...BEGINNING, seq: 1, hash: RESUMED[0]?.hash ?? '' };
  const lying = (over: Partial<StoredCommit>) => lyingAfter(JANE, footing, rows(over)[1] as StoredCommit, WALKER);

  it('has the flaw that a walk finds', () => {
    expect(lying(FORGED)).toMatchObject({ seq: 2, hash: RESUMED[1]?.hash, flaw: 'signature-wrong' });
  });

  it('goes on from a hash over its bytes where the stored one is none', () => {
    expect(lying({ hash: 'nothing' })).toMatchObject({
      ...{ hash: sha256(`${footing.hash}${RESUMED[1]?.bytes}`), flaw: 'bytes-altered' },
    });
  });
});
