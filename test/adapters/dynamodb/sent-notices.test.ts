import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DynamoDbSentNotices } from '../../../lambdas/adapters/dynamodb/sent-notices.ts';
import { WORKSPACE } from '../../../lambdas/contract/tables.ts';
import type { LedgerPlace } from '../../../lambdas/ports/queue.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { NOW } from '../../support/fixtures.ts';
import { startWorkspace } from '../../support/workspace.ts';

const COMMIT = { stream: 'cognito:jane', seq: 7 } as const;

describe.each(ENDPOINTS)('sent notices on %s', (_, startEndpoint) => {
  let workspace: Awaited<ReturnType<typeof startWorkspace>>;
  let notices: DynamoDbSentNotices;
  const sentTo = async (commit: LedgerPlace = COMMIT) => [...(await notices.sentTo(commit))].sort();
  beforeEach(async () => {
    workspace = await startWorkspace(startEndpoint);
    notices = new DynamoDbSentNotices(workspace.dynamo, workspace.table);
  });
  afterEach(() => workspace.stop());

  it('are remembered for one commit, each contact once, whoever is added later', async () => {
    expect(await sentTo()).toEqual([]);
    await notices.add(COMMIT, [], NOW);
    expect(await sentTo()).toEqual([]);
    await notices.add(COMMIT, ['work', 'asked#person:ida', 'work'], NOW);
    await notices.add(COMMIT, ['work', 'mobile'], NOW);
    expect(await sentTo()).toEqual(['asked#person:ida', 'mobile', 'work']);
    for (const other of [{ stream: 'cognito:ken' }, { seq: 8 }, { seq: 77 }])
      expect(await sentTo({ ...COMMIT, ...other })).toEqual([]);
  });

  it('expire after every redelivery', async () => {
    await notices.add(COMMIT, ['work'], NOW);
    const { Items: [item] = [] } = await workspace.dynamo.send(new ScanCommand({ TableName: workspace.table }));
    const days = (Number(item?.[WORKSPACE.expiry]?.N) - Date.parse(NOW) / 1000) / 86_400;
    expect(days).toBe(90);
  });

  it.each([
    ['before', []],
    ['after', ['mobile', 'work']],
  ] as const)('can be added again after a fault %s the call', async (fault, there) => {
    workspace.failNext(fault);
    await expect(notices.add(COMMIT, ['work', 'mobile'], NOW)).rejects.toMatchObject({ retryable: true });
    expect(await sentTo()).toEqual(there);
    await notices.add(COMMIT, ['work', 'mobile'], NOW);
    expect(await sentTo()).toEqual(['mobile', 'work']);
  });
});
