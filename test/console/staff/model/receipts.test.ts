import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { hashOf, placeIn } from '../../../../console/staff/model/place.ts';
import { monthBeside, ReceiptList } from '../../../../console/staff/model/receipts.ts';
import { answering } from '../support/answering.ts';

afterEach(() => void jest.restoreAllMocks());

const page = (seq: number, next?: string) => ({
  body: { month: '2026-11', items: [{ account: 'cognito:jane', seq }], ...(next && { next }), tally: null },
});

describe('the changes in directories', () => {
  it('are read page after page, and as many again as are shown', async () => {
    const answers = { '/receipts': page(1, 'more') };
    const list = new ReceiptList(answering(answers));
    await list.read('', () => true);
    await list.more();
    expect(list.shown?.items).toHaveLength(2);
    answers['/receipts'] = page(2);
    await list.more();
    expect([list.shown?.items.length, list.shown?.next]).toEqual([3, undefined]);
    answers['/receipts'] = page(3, 'more');
    await list.read('2026-11', () => true);
    expect(list.shown?.items).toHaveLength(3);
  });

  it('that come when they are not shown any more are dropped', async () => {
    const list = new ReceiptList(answering({ '/receipts': page(1) }));
    await list.read('', () => false);
    expect(list.shown).toBeNull();
    await list.more();
    expect(list.shown).toBeNull();
  });

  it('have an address for each month, and none for what is no month', () => {
    for (const month of ['', '2026-11'])
      expect(placeIn(hashOf({ at: 'receipts', month }))).toEqual({ at: 'receipts', month });
    expect(placeIn('#/receipts/2026-13')).toEqual({ at: 'list', which: 'open' });
    expect([monthBeside('2026-01', -1), monthBeside('2026-12', 1)]).toEqual(['2025-12', '2027-01']);
  });
});
