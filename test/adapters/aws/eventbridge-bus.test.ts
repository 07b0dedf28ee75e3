import { EventBridgeClient, PutEventsCommand, type PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { EventBridgeBus } from '../../../lambdas/adapters/aws/eventbridge-bus.ts';
import { faulty } from '../../support/faulty-client.ts';
import { NOW } from '../../support/fixtures.ts';

const DETAIL = {
  account: 'cognito:jane',
  seq: 7,
  recovery: 'rec1',
  at: NOW,
  action: 'reset-password',
  tier: 'standard',
  kind: 'human',
};

const events = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ type: `Event${index}`, detail: DETAIL }));

/** A bus that remembers what it accepted, and refuses the entries that `refusing` names. */
function aBus(refusing: Readonly<Record<string, string>> = {}) {
  const accepted: string[] = [];
  const batches: number[] = [];
  const client = new EventBridgeClient({});
  mockClient(client)
    .on(PutEventsCommand)
    .callsFake(async ({ Entries = [] }: PutEventsCommandInput) => {
      batches.push(Entries.length);
      const answers = Entries.map(({ DetailType = '' }) => {
        const ErrorCode = refusing[DetailType];
        if (ErrorCode !== undefined) return { ErrorCode, ErrorMessage: 'no' };
        accepted.push(DetailType);
        return { EventId: DetailType };
      });
      return { Entries: answers, FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length };
    });
  const broken = faulty(client);
  return { bus: new EventBridgeBus(broken.client, 'countersign'), client, accepted, batches, broken };
}

describe('EventBridge', () => {
  it('publishes ids and facts under the name of the ledger event', async () => {
    const client = new EventBridgeClient({});
    const mock = mockClient(client)
      .on(PutEventsCommand)
      .resolves({ Entries: [{ EventId: '1' }], FailedEntryCount: 0 });
    await new EventBridgeBus(client, 'countersign').publish([{ type: 'GrantIssued', detail: DETAIL }]);
    expect(mock.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
      Entries: [
        {
          EventBusName: 'countersign',
          Source: 'countersign',
          DetailType: 'GrantIssued',
          Time: new Date(NOW),
          Detail: JSON.stringify(DETAIL),
        },
      ],
    });
  });

  it('publishes in order, at most ten at once', async () => {
    const { bus, accepted, batches } = aBus();
    await bus.publish(events(23));
    expect(batches).toEqual([10, 10, 3]);
    expect(accepted).toEqual(events(23).map(({ type }) => type));
  });

  it('asks nothing of the bus where there is nothing to publish', async () => {
    const { bus, batches } = aBus();
    await bus.publish([]);
    expect(batches).toEqual([]);
  });

  it('fails, and says why, when the bus has refused some of them', async () => {
    const { bus, accepted } = aBus({
      Event3: 'ThrottlingException',
      Event12: 'InternalFailure',
      Event13: 'InternalFailure',
    });
    await expect(bus.publish(events(15))).rejects.toMatchObject({
      name: 'AdapterError',
      code: 'events-not-accepted',
      retryable: true,
      message: 'the bus has not accepted 3 events: ThrottlingException, InternalFailure',
    });
    expect(accepted).toHaveLength(12);
  });

  it.each(['before', 'after'] as const)(
    'publishes all of them again after a fault %s the second call',
    async (fault) => {
      const { bus, accepted, broken } = aBus();
      broken.failAt(2, fault);
      await expect(bus.publish(events(12))).rejects.toMatchObject({ code: 'unavailable', retryable: true });
      await bus.publish(events(12));
      expect([...new Set(accepted)].sort()).toEqual(
        events(12)
          .map(({ type }) => type)
          .sort(),
      );
    },
  );
});
