import { describe, expect, it } from '@jest/globals';
import { effectsOf } from '../../../lambdas/core/audit/effects.ts';
import { aStory } from '../../support/commits.ts';

describe('the effects of a commit', () => {
  const effects = aStory().map(({ commit }) => ({
    types: commit.events.map(({ type }) => type),
    ...effectsOf(commit),
  }));

  it('start an execution where a recovery was opened, and nowhere else', () => {
    expect(effects.some(({ start }) => start)).toBe(true);
    for (const { types, start } of effects) expect(start).toBe(types.includes('RecoveryOpened'));
  });

  it('publish what happened, and neither refusals nor steps of the machinery', () => {
    expect(effects.some(({ types }) => types.includes('CommandRefused'))).toBe(true);
    for (const { types, publish } of effects)
      expect(publish).toEqual(types.filter((type) => type !== 'CommandRefused' && type !== 'GateOpened'));
  });

  it('stop an execution where people ended it, and not where it ended by itself', () => {
    const commit = { ...aStory()[0]?.commit, events: [{ type: 'RecoveryExpired' }] } as never;
    expect(effectsOf(commit).stop).toBeNull();
    const stopped = { events: [{ type: 'RecoveryStopped' }] } as never;
    expect(effectsOf(stopped).stop).toBe('stopped');
  });
});
