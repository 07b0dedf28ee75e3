import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { composed } from '../support/compose.ts';
import { REF } from '../support/execution-world.ts';
import { caughtLog } from '../support/http.ts';
import { commitsOf } from '../support/relay-world.ts';
import { insertOf } from '../support/stream-records.ts';
import { openedWorld } from '../support/tasks.ts';

const world = await openedWorld();
composed('relay', { relayServices: world.services });
const { handler } = await import('../../lambdas/handlers/relay.ts');
const records = (await commitsOf(world.ledger, REF.account)).map(insertOf);
const context = { getRemainingTimeInMillis: () => 55_000 };

describe('the relay function', () => {
  beforeEach(() => {
    caughtLog();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('puts aside a record that was altered, and carries out every other of the batch', async () => {
    const [first, second, third] = records;
    const altered = {
      ...second,
      dynamodb: { ...second?.dynamodb, NewImage: { ...second?.dynamodb?.NewImage, bytes: { S: '{}' } } },
    };
    const answer = await handler(
      { Records: [first, altered, third].filter((record) => record !== undefined) },
      context,
    );
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(world.deadLetters.waiting).toEqual([{ stream: REF.account, seq: 2 }]);
    expect([...world.workflow.started]).toEqual([REF.recovery]);
    expect(world.views.streams.get(REF.account)?.seq).toBe(3);
  });

  it('has no effect to give to a record that inserts nothing', async () => {
    const removed = { ...records[0], eventName: 'REMOVE' as const };
    expect(await handler({ Records: [removed] }, context)).toEqual({ batchItemFailures: [] });
  });

  it('works what comes from its own queue', async () => {
    world.workflow.started.clear();
    const message = (body: string) =>
      ({ messageId: body, body, attributes: { ApproximateReceiveCount: '1' } }) as SQSRecord;
    const place = JSON.stringify({ stream: REF.account, seq: 3 });
    const answer = await handler({ Records: [message(place), message('x')] }, context);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'x' }] });
    expect([...world.workflow.started]).toEqual([REF.recovery]);
  });
});
