import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, fresh, refusal, ruleFor } from './rules.ts';

export type EventsDeviation = 'an unknown bus takes events' | 'any size will do';

/** How moto 5.2 is known to deviate. */
export const MOTO_EVENTS: readonly EventsDeviation[] = ['an unknown bus takes events', 'any size will do'];

/** What EventBridge does with the events that are put on a bus. */
export function eventsContract(
  name: string,
  open: () => Promise<Endpoint>,
  deviations: readonly EventsDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`EventBridge: ${name}`, () => {
    let client: EventBridgeClient;
    beforeAll(async () => {
      client = new EventBridgeClient(await open());
    });
    afterAll(() => client.destroy());

    const event: PutEventsRequestEntry = { Source: 'countersign', DetailType: 'GrantIssued', Detail: '{"seq":1}' };
    const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

    rule('names every event that it has taken', async () => {
      const { FailedEntryCount, Entries = [] } = await put(event, { ...event, Time: new Date() });
      expect(FailedEntryCount).toBe(0);
      expect(new Set(Entries.map(({ EventId }) => EventId)).size).toBe(2);
      expect(Entries[0]?.EventId).toMatch(/^[0-9a-f-]{36}$/);
    });

    rule('answers each event for itself, and takes those that are right', async () => {
      const { FailedEntryCount, Entries } = await put({ ...event, Detail: 'no json' }, event, {
        ...event,
        Source: undefined,
      });
      expect(FailedEntryCount).toBe(2);
      expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual(['MalformedDetail', undefined, 'InvalidArgument']);
    });

    rule(
      'puts nothing on a bus that is not there',
      async () => {
        const { FailedEntryCount } = await put({ ...event, EventBusName: fresh('bus') });
        expect(FailedEntryCount).toBe(1);
      },
      'an unknown bus takes events',
    );

    rule('takes ten events at once and not eleven', async () => {
      expect((await put(...Array(10).fill(event))).FailedEntryCount).toBe(0);
      expect(await refusal(put(...Array(11).fill(event)))).toBe('ValidationException');
    });

    rule(
      'takes less than 1 MB at once, whatever the number of events',
      async () => {
        const large = (length: number) => ({ ...event, Detail: JSON.stringify({ text: 'x'.repeat(length) }) });
        expect((await put(...Array(2).fill(large(400_000)))).FailedEntryCount).toBe(0);
        expect(await refusal(put(...Array(3).fill(large(400_000))))).toBe('ValidationException');
      },
      'any size will do',
    );
  });
}
