import { describe, expect, it } from '@jest/globals';
import { distinctRows, isMany, lostOf } from '../../../lambdas/core/registry/feed.ts';
import type { Feed, FeedRow } from '../../../lambdas/core/registry/population.ts';

const aRow = (over: Partial<FeedRow> = {}): FeedRow => ({
  ...{ directoryId: 'id-jane', target: 'jane', aliases: [], name: 'Jane', contacts: [], manager: null },
  ...{ isActive: true, tier: null },
  ...over,
});
const rowsOf = (...rows: readonly FeedRow[]) => distinctRows({ connector: 'openldap', rows });

describe('the rows of a directory', () => {
  it('count once, however often they come, and in one order', () => {
    const bob = aRow({ directoryId: 'id-bob', target: 'bob' });
    expect(rowsOf(aRow(), bob, aRow())).toEqual({ rows: [bob, aRow()], findings: [] });
  });

  it.each([
    ['no name', { name: '' }],
    ['a control character', { name: 'Jane\u0007' }],
    ['a name that is too long', { name: 'x'.repeat(255) }],
    ['a target that no account can have', { target: 'jane doe' }],
    ['no id', { directoryId: ' ' }],
    [
      'one contact twice',
      { contacts: [1, 2].map(() => ({ kind: 'email', address: 'j@x.ch', changedAt: null }) as const) },
    ],
  ])('cannot be read with %s', (_, over) => {
    expect(rowsOf(aRow(over))).toMatchObject({ rows: [], findings: [{ code: 'row-malformed' }] });
  });
});

describe('a loss', () => {
  const look = (before: number, there: number, isWhole = true): Feed => ({
    ...{ connector: 'openldap', kinds: [], isWhole, lastLook: null },
    rows: Array.from({ length: there }, (_, index) => aRow({ directoryId: `id-${index}` })),
    before: Array.from({ length: before }, (_, index) => `id-${index}`),
  });

  it.each([
    [1000, 1000, undefined],
    [1000, 950, undefined],
    [1000, 949, 'rows-lost'],
    [6, 1, undefined],
    [7, 1, 'rows-lost'],
    [1, 0, 'feed-empty'],
    [0, 0, 'feed-empty'],
    [0, 5, undefined],
  ])('of %d people who were there, with %d left, is %s', (before, there, code) => {
    expect(lostOf(look(before, there), { atMost: 5 })?.code).toBe(code);
    expect(lostOf(look(before, there, false), { atMost: 5 })).toBeNull();
  });

  it('is never a few', () => {
    expect([isMany(5, 5, { atMost: 1 }), isMany(6, 6, { atMost: 1 })]).toEqual([false, true]);
  });
});
