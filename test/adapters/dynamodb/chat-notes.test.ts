import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DynamoDbChatNotes } from '../../../lambdas/adapters/dynamodb/chat-notes.ts';
import { WORKSPACE } from '../../../lambdas/contract/tables.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { NOW } from '../../support/fixtures.ts';
import { startWorkspace } from '../../support/workspace.ts';

const THREAD = { recovery: 'rec-1', name: 'slack/verifier/sighting' };
const PLACE = { channel: 'C0VERIFY', message: '1763625600.000001' };

describe.each(ENDPOINTS)('notes of chats on %s', (_, startEndpoint) => {
  let workspace: Awaited<ReturnType<typeof startWorkspace>>;
  let notes: DynamoDbChatNotes;
  beforeEach(async () => {
    workspace = await startWorkspace(startEndpoint);
    notes = new DynamoDbChatNotes(workspace.dynamo, workspace.table);
  });
  afterEach(() => workspace.stop());

  it('are kept for one recovery and reader, with a place or without', async () => {
    expect(await notes.find(THREAD)).toBeUndefined();
    await notes.note(THREAD, { seq: 4, place: PLACE }, NOW);
    expect(await notes.find(THREAD)).toEqual({ seq: 4, place: PLACE });
    for (const other of [{ recovery: 'rec-2' }, { name: 'slack/verifier/word' }])
      expect(await notes.find({ ...THREAD, ...other })).toBeUndefined();
    await notes.note(THREAD, { seq: 4, place: null }, NOW);
    expect(await notes.find(THREAD)).toEqual({ seq: 4, place: null });
  });

  it('are never replaced by one of an earlier commit', async () => {
    await notes.note(THREAD, { seq: 5, place: PLACE }, NOW);
    await notes.note(THREAD, { seq: 4, place: null }, NOW);
    expect(await notes.find(THREAD)).toEqual({ seq: 5, place: PLACE });
  });

  it('outlive the longest recovery', async () => {
    await notes.note(THREAD, { seq: 1, place: PLACE }, NOW);
    const { Items: [item] = [] } = await workspace.dynamo.send(new ScanCommand({ TableName: workspace.table }));
    expect((Number(item?.[WORKSPACE.expiry]?.N) - Date.parse(NOW) / 1000) / 86_400).toBe(400);
  });

  it.each([
    ['before', undefined],
    ['after', { seq: 2, place: PLACE }],
  ] as const)('can be made again after a fault %s the call', async (fault, there) => {
    workspace.failNext(fault);
    await expect(notes.note(THREAD, { seq: 2, place: PLACE }, NOW)).rejects.toMatchObject({ retryable: true });
    expect(await notes.find(THREAD)).toEqual(there);
    await notes.note(THREAD, { seq: 2, place: PLACE }, NOW);
    expect(await notes.find(THREAD)).toEqual({ seq: 2, place: PLACE });
  });
});
