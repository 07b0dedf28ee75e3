import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DynamoDbStoppedStreams, DynamoDbUnsentNotices } from '../../../lambdas/adapters/dynamodb/put-aside.ts';
import { WORKSPACE } from '../../../lambdas/contract/tables.ts';
import type { StoppedStream, UnsentNotice } from '../../../lambdas/ports/put-aside.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { NOW } from '../../support/fixtures.ts';
import { startWorkspace } from '../../support/workspace.ts';

const stopped = (stream: string, seq: number): StoppedStream => ({ stream, seq, why: 'hash-mismatch', at: NOW });
const unsent = (over: Partial<UnsentNotice> = {}): UnsentNotice => ({
  ...{ stream: 'cognito:jane', seq: 7, audience: 'contact:work', why: 'throttled', at: NOW, again: true },
  ...over,
});

describe.each(ENDPOINTS)('what was put aside on %s', (_, startEndpoint) => {
  let workspace: Awaited<ReturnType<typeof startWorkspace>>;
  let streams: DynamoDbStoppedStreams;
  let notices: DynamoDbUnsentNotices;
  const stops = async () => (await streams.stopped({ limit: 50 })).items;
  const waits = async () => (await notices.unsent({ limit: 50 })).items;
  beforeEach(async () => {
    workspace = await startWorkspace(startEndpoint);
    streams = new DynamoDbStoppedStreams(workspace.dynamo, workspace.table);
    notices = new DynamoDbUnsentNotices(workspace.dynamo, workspace.table);
  });
  afterEach(() => workspace.stop());

  it('lists a stream until it goes on, and again when a later commit stops it', async () => {
    await streams.noteStopped(stopped('cognito:jane', 5));
    await streams.noteStopped(stopped('cognito:anna', 2));
    expect(await stops()).toEqual([stopped('cognito:anna', 2), stopped('cognito:jane', 5)]);
    await streams.noteResumed({ stream: 'cognito:jane', seq: 6 });
    // A record that came late.
    await streams.noteStopped(stopped('cognito:jane', 5));
    expect(await stops()).toEqual([stopped('cognito:anna', 2)]);
    await streams.noteStopped(stopped('cognito:jane', 9));
    expect(await stops()).toEqual([stopped('cognito:anna', 2), stopped('cognito:jane', 9)]);
  });

  it('pages the streams', async () => {
    for (const name of ['a', 'b', 'c']) await streams.noteStopped(stopped(`cognito:${name}`, 1));
    const { items, next } = await streams.stopped({ limit: 2 });
    expect(items).toHaveLength(2);
    const rest = await streams.stopped({ limit: 2, ...(next === undefined ? {} : { after: next }) });
    expect([rest.items, rest.next]).toEqual([[stopped('cognito:c', 1)], undefined]);
  });

  it('lists a message once, with its last failure, until it is sent', async () => {
    await notices.noteUnsent(unsent());
    await notices.noteUnsent(unsent({ why: 'recipient-refused', again: false }));
    await notices.noteUnsent(unsent({ audience: 'ticket' }));
    expect(await waits()).toEqual(
      expect.arrayContaining([unsent({ why: 'recipient-refused', again: false }), unsent({ audience: 'ticket' })]),
    );
    await notices.noteSent(unsent({ seq: 8 }));
    expect(await waits()).toHaveLength(2);
    await notices.noteSent(unsent());
    await notices.noteSent(unsent());
    expect(await waits()).toEqual([unsent({ audience: 'ticket' })]);
  });

  it('drops a message after every dead letter, and never a stopped stream', async () => {
    await notices.noteUnsent(unsent());
    await streams.noteStopped(stopped('cognito:jane', 5));
    const { Items = [] } = await workspace.dynamo.send(new ScanCommand({ TableName: workspace.table }));
    const days = Items.map((item) => item[WORKSPACE.expiry]?.N).map((end) =>
      end === undefined ? null : (Number(end) - Date.parse(NOW) / 1000) / 86_400,
    );
    expect(days.sort()).toEqual([90, null]);
  });

  it.each(['before', 'after'] as const)('can be written again after a fault %s the call', async (fault) => {
    const writes = [
      () => streams.noteStopped(stopped('cognito:jane', 5)),
      () => notices.noteUnsent(unsent()),
      () => notices.noteSent(unsent()),
      () => streams.noteResumed({ stream: 'cognito:jane', seq: 6 }),
    ];
    for (const write of writes) {
      workspace.failNext(fault);
      await expect(write()).rejects.toMatchObject({ retryable: true });
      await write();
    }
    expect([await stops(), await waits()]).toEqual([[], []]);
  });
});
