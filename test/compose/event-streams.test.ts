import { describe, expect, it } from '@jest/globals';
import { EventStreamSerde, eventStreamSerdeProvider } from '../../lambdas/compose/event-streams.ts';

describe('event streams of a deployed function', () => {
  it.each(Object.entries({ EventStreamSerde, eventStreamSerdeProvider }))('are not there: %s', (_, use) => {
    expect(use).toThrow('this function was bundled without event streams');
  });
});
