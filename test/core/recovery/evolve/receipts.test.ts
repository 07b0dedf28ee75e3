import { describe, expect, it } from '@jest/globals';
import { withReceipts } from '../../../../lambdas/core/recovery/evolve/receipts.ts';
import {
  type ChangeMaker,
  type DirectoryChange,
  MOST_SPANS,
  NO_RECEIPTS,
  type ReceiptSpan,
  type Receipts,
  receiptFor,
} from '../../../../lambdas/core/recovery/state/receipts.ts';
import type { StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { confirms, EXECUTING, fails, GRANTED, issues, revokes } from '../../../support/deeds.ts';
import { aProfile, at, NOW } from '../../../support/fixtures.ts';
import { later, RECOVERY, worldAfter } from '../../../support/specification.ts';

const { connector, directoryId } = aProfile();
const IDENTITY = `directory:${connector}|${directoryId}`;

const aChange = (over: Partial<Omit<DirectoryChange, 'by'>> & { as?: ChangeMaker['as'] } = {}): DirectoryChange => {
  const { as = 'connector', ...rest } = over;
  return { connector, directoryId, kind: 'password-set', at: NOW, by: { as, name: null }, entry: 'entry-1', ...rest };
};

const aSpan = (over: Partial<ReceiptSpan> = {}): ReceiptSpan => ({
  ...{ recovery: RECOVERY, identity: IDENTITY, action: 'reset-password', during: 'execution' },
  ...{ from: NOW, until: at(10), unnamed: 0 },
  ...over,
});
const known = (...spans: readonly ReceiptSpan[]): Receipts => ({ spans, forgotten: null });
const ungoverned = (cause: string) => ({ recovery: null, cause });

const spansOf = ({ receipts }: StreamState) =>
  receipts.spans.map(({ during, from, until }) => [during, from, until] as const);

describe('the spans of a recovery', () => {
  it('follow its life, and are there before anything is changed', () => {
    expect(spansOf(worldAfter(EXECUTING).state)).toEqual([['execution', NOW, null]]);
    const ended = worldAfter([...EXECUTING, later(5), issues(), later(3_600), revokes(), later(2), confirms()]);
    expect(spansOf(ended.state)).toEqual([
      ['execution', NOW, at(5)],
      ['grant', at(5), at(3_605)],
      ['revocation', at(3_605), at(3_607)],
    ]);
    expect(ended.state.receipts.spans.map(({ identity }) => identity)).toEqual([IDENTITY, IDENTITY, IDENTITY]);
  });

  it('end with a failed execution, and go on when a revocation begins again', () => {
    expect(spansOf(worldAfter([...EXECUTING, later(5), fails()]).state)).toEqual([['execution', NOW, at(5)]]);
    const again = worldAfter([
      ...GRANTED,
      later(3_600),
      revokes(),
      later(9),
      { type: 'RevocationStarted', trigger: 'sweeper' },
    ]);
    expect(spansOf(again.state).filter(([during]) => during === 'revocation')).toEqual([
      ['revocation', at(3_600), at(3_609)],
      ['revocation', at(3_609), null],
    ]);
  });

  it('are bounded: the oldest one that has ended leaves, and what it could account for is said', () => {
    const full = known(
      aSpan({ recovery: 'rec-live', until: null }),
      ...Array.from({ length: MOST_SPANS - 1 }, (_, index) => aSpan({ recovery: `rec-${index}`, until: at(index) })),
    );
    const { state } = worldAfter(EXECUTING);
    const after = withReceipts(
      { ...state, receipts: full },
      { type: 'ExecutionStarted' } as Parameters<typeof withReceipts>[1],
      RECOVERY,
      at(99),
    );
    expect(after.receipts.spans).toHaveLength(MOST_SPANS);
    expect(after.receipts.spans.map(({ recovery }) => recovery)).toEqual(
      expect.arrayContaining(['rec-live', RECOVERY]),
    );
    expect(after.receipts.forgotten).toBe(at(0));
  });

  it('account for few changes by nobody that the log names', () => {
    const { state } = worldAfter(GRANTED);
    const change = aChange({ as: 'unknown' });
    const seen = { type: 'GovernedChangeSeen', change, recovery: RECOVERY, during: 'grant' } as const;
    const once = withReceipts(state, seen, null, NOW);
    expect(receiptFor(state.receipts, change)).toEqual({ recovery: RECOVERY, during: 'grant' });
    // The execution ended a moment ago, and might have been answered late.
    const tries = Array.from({ length: 4 }).reduce<StreamState>(
      (world) => withReceipts(world, { ...seen, during: 'execution' }, null, NOW),
      once,
    );
    expect(receiptFor(once.receipts, change)).toEqual({ recovery: RECOVERY, during: 'execution' });
    expect(receiptFor(tries.receipts, change)).toEqual(ungoverned('no-grant'));
    const byConnector = { ...seen, change: aChange() };
    expect(withReceipts(state, byConnector, null, NOW)).toBe(state);
  });

  it('are none without a recovery', () => {
    expect(worldAfter([]).state.receipts).toBe(NO_RECEIPTS);
  });
});
