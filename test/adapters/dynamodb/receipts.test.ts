import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDbReceipts } from '../../../lambdas/adapters/dynamodb/receipts.ts';
import { type SeenReceipt, tallyOf } from '../../../lambdas/core/recovery/state/tally.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { startWorkspace, type WorkspaceUnderTest } from '../../support/workspace.ts';

const receipt = (seq: number, recordedAt: string, account = 'cognito:jane'): SeenReceipt => ({
  ...{ account, seq, recordedAt, tier: 'privileged', recovery: null, during: null, cause: 'no-grant' },
  change: {
    ...{ connector: 'cognito', directoryId: 'sub-jane', kind: 'password-set', at: recordedAt, entry: `e-${seq}` },
    by: { as: 'unknown', name: null },
  },
});

describe.each(ENDPOINTS)('DynamoDbReceipts on %s', (_, startEndpoint) => {
  let workspace: WorkspaceUnderTest;
  let receipts: DynamoDbReceipts;
  beforeAll(async () => {
    workspace = await startWorkspace(startEndpoint);
    receipts = new DynamoDbReceipts(workspace.dynamo, workspace.table);
  });
  afterAll(() => workspace.stop());

  const [OLD, MIDDLE, NEW] = [
    receipt(1, '2026-10-01T00:00:00.000Z'),
    receipt(2, '2026-10-15T00:00:00.000Z', 'okta:kim'),
    receipt(3, '2026-10-31T23:59:59.999Z'),
  ];

  it('lists those of a month newest first, once each, page after page', async () => {
    for (const one of [OLD, NEW, MIDDLE, NEW, receipt(9, '2026-11-01T00:00:00.000Z')]) await receipts.note(one);
    const first = await receipts.of('2026-10', { limit: 2 });
    expect(first.items).toEqual([NEW, MIDDLE]);
    const second = await receipts.of('2026-10', { limit: 2, after: first.next ?? '' });
    expect(second).toEqual({ items: [OLD] });
    expect((await receipts.of('2026-09', { limit: 2 })).items).toEqual([]);
  });

  it('refuses a cursor of another month', async () => {
    const { next = '' } = await receipts.of('2026-10', { limit: 1 });
    await expect(receipts.of('2026-11', { limit: 1, after: next })).rejects.toMatchObject({ code: 'cursor-malformed' });
  });

  it('keeps the newest tally of a month, in any order', async () => {
    expect(await receipts.tally('2026-10')).toBeUndefined();
    const tally = { ...tallyOf('2026-10', [OLD, MIDDLE]), at: '2026-11-01T03:10:00.000Z' };
    const later = { ...tallyOf('2026-10', [OLD, MIDDLE, NEW]), at: '2026-11-02T03:10:00.000Z' };
    await receipts.noteTally({ ...later, seq: 2 });
    await receipts.noteTally({ ...tally, seq: 1 });
    expect(await receipts.tally('2026-10')).toEqual({ ...later, seq: 2 });
  });

  it('survives writes that failed and were applied all the same', async () => {
    for (const fault of ['before', 'after'] as const) {
      workspace.failNext(fault);
      await expect(receipts.note(OLD)).rejects.toMatchObject({ retryable: true });
      await receipts.note(OLD);
    }
    expect((await receipts.of('2026-10', { limit: 9 })).items).toHaveLength(3);
  });
});
