import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DynamoDbSentNotices } from '../../../lambdas/adapters/dynamodb/sent-notices.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { NOW } from '../../support/fixtures.ts';
import { startWorkspace } from '../../support/workspace.ts';

const NOTICE = { account: 'cognito:jane', seq: 7, contact: 'work' } as const;

describe.each(ENDPOINTS)('sent notices on %s', (_, startEndpoint) => {
  let workspace: Awaited<ReturnType<typeof startWorkspace>>;
  let notices: DynamoDbSentNotices;
  beforeEach(async () => {
    workspace = await startWorkspace(startEndpoint);
    notices = new DynamoDbSentNotices(workspace.dynamo, workspace.table);
  });
  afterEach(() => workspace.stop());

  it('are remembered for one commit and contact', async () => {
    expect(await notices.has(NOTICE)).toBe(false);
    await notices.add(NOTICE, NOW);
    await notices.add(NOTICE, NOW);
    expect(await notices.has(NOTICE)).toBe(true);
    for (const other of [{ account: 'cognito:ken' }, { seq: 8 }, { contact: 'mobile' }])
      expect(await notices.has({ ...NOTICE, ...other })).toBe(false);
  });

  it.each([
    ['before', false],
    ['after', true],
  ] as const)('can be added again after a fault %s the call', async (fault, there) => {
    workspace.failNext(fault);
    await expect(notices.add(NOTICE, NOW)).rejects.toMatchObject({ retryable: true });
    expect(await notices.has(NOTICE)).toBe(there);
    await notices.add(NOTICE, NOW);
    expect(await notices.has(NOTICE)).toBe(true);
  });
});
