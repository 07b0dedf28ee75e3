import { describe, expect, it } from '@jest/globals';
import { composed } from '../support/compose.ts';
import { REF } from '../support/execution-world.ts';
import { commitsOf } from '../support/relay-world.ts';
import { insertOf } from '../support/stream-records.ts';
import { openedWorld } from '../support/tasks.ts';

const world = await openedWorld();
composed('relay', { relayServices: world.services });
const { handler } = await import('../../lambdas/handlers/relay.ts');
const records = (await commitsOf(world.ledger, REF.account)).map(insertOf);

describe('the relay function', () => {
  it('stops at the first record that fails and asks for it and the rest again, in order', async () => {
    const [first, second, third] = records;
    const altered = {
      ...second,
      dynamodb: { ...second?.dynamodb, NewImage: { ...second?.dynamodb?.NewImage, bytes: { S: '{}' } } },
    };
    const answer = await handler({ Records: [first, altered, third].filter((record) => record !== undefined) });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: second?.dynamodb?.SequenceNumber }] });
    expect(world.workflow.started.size).toBe(0);
  });

  it('carries out every record of a batch', async () => {
    expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] });
    expect([...world.workflow.started]).toEqual([REF.recovery]);
    expect(world.views.streams.get(REF.account)?.seq).toBe(3);
  });

  it('has no effect to give to a record that inserts nothing', async () => {
    const removed = { ...records[0], eventName: 'REMOVE' as const };
    expect(await handler({ Records: [removed] })).toEqual({ batchItemFailures: [] });
  });
});
