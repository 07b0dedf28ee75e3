import { describe, expect, it } from '@jest/globals';
import {
  isMonth,
  isSoundTally,
  MOST_NAMED,
  monthBefore,
  type SeenReceipt,
  tallyOf,
} from '../../../../lambdas/core/recovery/state/tally.ts';

const receipt = (seq: number, over: Partial<SeenReceipt> = {}): SeenReceipt => ({
  ...{ account: 'cognito:jane', seq, recordedAt: '2026-10-03T10:00:00.000Z', tier: 'standard' },
  change: {
    ...{ connector: 'cognito', directoryId: 'sub-jane', kind: 'password-set', entry: `e-${seq}` },
    ...{ at: '2026-10-03T09:59:30.000Z', by: { as: 'other', name: 'role/Admin' } },
  },
  ...{ recovery: null, during: null, cause: 'no-grant' },
  ...over,
});
const governed = (seq: number): SeenReceipt =>
  receipt(seq, { recovery: 'rec-1', during: 'execution', cause: null, recordedAt: '2026-10-31T23:59:59.999Z' });

describe('the tally of a month', () => {
  it('says how many changes there were, how many of a recovery, and names those of none', () => {
    const tally = tallyOf('2026-10', [governed(2), receipt(1)]);
    expect(tally).toMatchObject({ changes: 2, governed: 1, ungoverned: 1, without: [{ seq: 1, cause: 'no-grant' }] });
    expect(tally.text.split('\n')).toEqual([
      'Changes that the logs of directories showed, recorded in 2026-10 (UTC)',
      '2 in all, 1 of a recovery, 1 of none:',
      '  2026-10-03T09:59:30.000Z  cognito:jane  password-set in cognito by role/Admin (no-grant), commit 1',
      `Digest of their places: ${tally.digest}`,
    ]);
    expect(isSoundTally(tally)).toBe(true);
  });

  it('is the same for any order, counts what is shown twice once, and nothing of another month', () => {
    const some = [receipt(1), governed(2), receipt(3, { recordedAt: '2026-11-01T00:00:00.000Z' })];
    const tally = tallyOf('2026-10', some);
    expect(tallyOf('2026-10', [...some].reverse())).toEqual(tally);
    expect(tallyOf('2026-10', [...some, ...some])).toEqual(tally);
    expect(tally.changes).toBe(2);
  });

  it('is another one when a change is hidden, added, or said to belong to a recovery', () => {
    const { digest } = tallyOf('2026-10', [receipt(1), governed(2)]);
    const others = [[receipt(1)], [receipt(1), governed(2), governed(3)], [governed(1), governed(2)]];
    for (const other of others) expect(tallyOf('2026-10', other).digest).not.toBe(digest);
  });

  it('names two hundred, and counts all', () => {
    const tally = tallyOf(
      '2026-10',
      Array.from({ length: MOST_NAMED + 7 }, (_, index) => receipt(index + 1)),
    );
    expect(tally).toMatchObject({ ungoverned: MOST_NAMED + 7 });
    expect(tally.without).toHaveLength(MOST_NAMED);
    expect(tally.text).toContain('\n  and 7 more\n');
    expect(isSoundTally(tally)).toBe(true);
  });

  it('is not sound when it says two things', () => {
    const tally = tallyOf('2026-10', [receipt(1), governed(2)]);
    const lies = [{ governed: 2 }, { changes: 3 }, { without: [] }, { text: 'all is well' }, { month: '2026-13' }];
    for (const lie of lies) expect(isSoundTally({ ...tally, ...lie })).toBe(false);
  });

  it('says that there was none', () => {
    expect(tallyOf('2026-10', []).text).toContain('0 in all, 0 of a recovery, 0 of none.');
  });
});

it('knows months', () => {
  expect(monthBefore('2027-01-01T00:00:00.000Z')).toBe('2026-12');
  expect(monthBefore('2026-11-30T03:00:00.000Z')).toBe('2026-10');
  expect(['2026-00', '2026-1', '2026-12-01', 'october', ''].some(isMonth)).toBe(false);
});
