import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DynamoDbBursts } from '../../../lambdas/adapters/dynamodb/bursts.ts';
import { WORKSPACE } from '../../../lambdas/contract/tables.ts';
import { NO_BURST } from '../../../lambdas/core/recovery/views/burst.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { NOW } from '../../support/fixtures.ts';
import { ModelBursts } from '../../support/relay-world.ts';
import { startWorkspace } from '../../support/workspace.ts';

const READER = 'asked#person:ida';
const HELD = { ...NO_BURST, claimedAt: NOW };

describe.each(ENDPOINTS)('bursts on %s', (_, startEndpoint) => {
  let workspace: Awaited<ReturnType<typeof startWorkspace>>;
  beforeEach(async () => {
    workspace = await startWorkspace(startEndpoint);
  });
  afterEach(() => workspace.stop());

  it.each(['DynamoDB', 'the model of tests'])('(%s) are replaced only by whoever has read the newest', async (name) => {
    const bursts = name === 'DynamoDB' ? new DynamoDbBursts(workspace.dynamo, workspace.table) : new ModelBursts();
    const first = await bursts.load(READER);
    expect(first).toEqual({ burst: NO_BURST, version: 0 });
    expect(await bursts.replace(READER, { ...first, burst: HELD }, NOW)).toBe(true);
    expect(await bursts.replace(READER, first, NOW)).toBe(false);
    const second = await bursts.load(READER);
    expect(second).toEqual({ burst: HELD, version: 1 });
    expect(await bursts.replace(READER, { ...second, burst: NO_BURST }, NOW)).toBe(true);
    expect(await bursts.replace(READER, { ...second, burst: HELD }, NOW)).toBe(false);
    expect((await bursts.load(READER)).burst).toEqual(NO_BURST);
    expect((await bursts.load('asked#person:sam')).version).toBe(0);
  });

  it('are dropped after a day', async () => {
    const bursts = new DynamoDbBursts(workspace.dynamo, workspace.table);
    await bursts.replace(READER, { burst: HELD, version: 0 }, NOW);
    const { Items: [item] = [] } = await workspace.dynamo.send(new ScanCommand({ TableName: workspace.table }));
    expect(Number(item?.[WORKSPACE.expiry]?.N) - Date.parse(NOW) / 1000).toBe(86_400);
  });
});
