import { describe, expect, it } from '@jest/globals';
import { isAccountId } from '../../../lambdas/core/registry/account.ts';
import {
  batchContent,
  batchDigest,
  batchStream,
  digestIn,
  inOrder,
  isBatchStream,
  type RowRecord,
  rowFlaws,
} from '../../../lambdas/core/registry/batch.ts';
import { aPerson, aProfile } from '../../support/fixtures.ts';

const person = (name: string, addresses: readonly string[] = []): RowRecord =>
  aPerson({ person: `person:${name}`, subjects: [`https://issuer.example|${name}`], addresses, ticketUsers: [] });
const { directoryId: _, ...PROFILE } = aProfile();
const owned = (owner: string, manager: string | null): RowRecord => ({
  ...PROFILE,
  ...{ account: `cognito:${owner}`, target: owner, owner: `person:${owner}` },
  manager: manager === null ? null : `person:${manager}`,
});
const digestOf = (rows: readonly RowRecord[]) => batchDigest(batchContent(inOrder(rows, (row) => row)).content);

describe('a batch of records', () => {
  it('has one digest whatever the order of its rows, and another for every other row', () => {
    const rows = [person('ann'), owned('ann', null), person('bob')];
    expect(digestOf([...rows].reverse())).toBe(digestOf(rows));
    expect(digestOf(rows.slice(1))).not.toBe(digestOf(rows));
    expect(digestOf([...rows.slice(1), person('ann', ['ann@example.com'])])).not.toBe(digestOf(rows));
    expect(batchContent(rows).content).toMatchObject({ people: 2, accounts: 1 });
  });

  it('has a stream whose name is its digest, and which is no account', () => {
    const digest = digestOf([person('ann')]);
    expect([isBatchStream(batchStream(digest)), digestIn(batchStream(digest))]).toEqual([true, digest]);
    expect(isAccountId(batchStream(digest))).toBe(false);
    for (const other of ['batch:', `batch:${digest}0`, digest]) expect(isBatchStream(other)).toBe(false);
  });

  it.each([
    [
      'one record twice',
      [person('ann'), person('ann')],
      { index: 1, code: 'row-duplicate', of: 'person:ann', with: 0 },
    ],
    [
      'one mailbox of two people',
      [person('ann', ['ann@example.com']), person('bob', ['Ann+x@example.com'])],
      { index: 1, code: 'identity-twice', of: 'address:ann@example.com', with: 0 },
    ],
    [
      'one target of two accounts',
      [owned('ann', null), { ...owned('ann', null), account: 'cognito:other' } as RowRecord],
      { index: 1, code: 'identity-twice', of: 'target:cognito|ann', with: 0 },
    ],
    [
      'somebody who manages themselves',
      [owned('ann', 'ann')],
      { index: 0, code: 'managers-in-a-cycle', of: 'person:ann', with: 0 },
    ],
  ])('is refused for %s, by the row', (_name, rows, flaw) => {
    expect(rowFlaws(rows)).toContainEqual(flaw);
  });

  it('is refused for a cycle of managers over any number of people, by each row of it and no other', () => {
    const rows = [owned('a', 'b'), owned('b', 'c'), owned('c', 'a'), owned('d', 'a'), owned('e', null)];
    expect(rowFlaws(rows).map(({ index, code }) => [index, code])).toEqual(
      [0, 1, 2].map((index) => [index, 'managers-in-a-cycle']),
    );
    expect(rowFlaws([owned('a', 'b'), owned('b', 'c')])).toEqual([]);
  });
});
