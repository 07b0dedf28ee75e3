import { describe, expect, it } from '@jest/globals';
import { LocalEventBridge } from '../../../local/aws/events.ts';
import { eventsContract, MOTO_EVENTS } from '../../contracts/aws/events.ts';
import { localEndpoint, otherEndpoint } from './endpoints.ts';

eventsContract('local', localEndpoint());

const other = otherEndpoint(MOTO_EVENTS);
if (other !== undefined) eventsContract('another endpoint', other.open, other.deviations);

describe('EventBridge: whoever listens on this machine', () => {
  const event = { Source: 'countersign', DetailType: 'GrantIssued', Detail: '{"seq":1}', EventBusName: 'recoveries' };

  it('hears the events of every bus, parsed', async () => {
    const bridge = new LocalEventBridge({ now: () => 5_000, buses: ['recoveries'] });
    const heard: unknown[] = [];
    bridge.events.subscribe((one) => heard.push(one));
    await bridge.operations.PutEvents({ Entries: [event, { ...event, Detail: '[]' }, { ...event, Time: 7 }] });
    const told = { source: 'countersign', detailType: 'GrantIssued', detail: { seq: 1 }, bus: 'recoveries' };
    expect(heard).toMatchObject([
      { ...told, at: 5_000 },
      { ...told, at: 7_000 },
    ]);
  });

  it('finds the last events, and no more than are kept', async () => {
    const bridge = new LocalEventBridge({ now: () => 0 });
    for (let turn = 0; turn < 60; turn += 1)
      await bridge.operations.PutEvents({
        Entries: Array.from({ length: 10 }, (_, index) => ({
          ...event,
          EventBusName: undefined,
          Detail: JSON.stringify({ number: turn * 10 + index }),
        })),
      });
    expect(bridge.events.items).toHaveLength(500);
    expect(bridge.events.items.map(({ detail }) => detail['number'])).toEqual(
      Array.from({ length: 500 }, (_, index) => index + 100),
    );
  });
});
