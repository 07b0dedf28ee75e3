import { describe, expect, it } from '@jest/globals';
import {
  EventStreamSerde,
  eventStreamSerdeProvider,
  resolveEventStreamSerdeConfig,
} from '../../../lambdas/compose/clients/event-streams.ts';

describe('event streams of a deployed function', () => {
  it.each(Object.entries({ EventStreamSerde, eventStreamSerdeProvider }))('are not there: %s', (_, use) => {
    expect(use).toThrow('this function was bundled without event streams');
  });

  it('are not missed by a client that is only made', () => {
    const config = { region: 'us-east-1' };
    expect(resolveEventStreamSerdeConfig(config)).toBe(config);
  });
});
