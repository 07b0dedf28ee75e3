import { describe, expect, it } from '@jest/globals';
import {
  type Calls,
  callsAfter,
  callWordsOf,
  countedFor,
  madeBy,
  NO_CALLS,
  replyWordsOf,
} from '../../../../lambdas/core/recovery/state/calls.ts';
import { plusSeconds } from '../../../../lambdas/core/values/instant.ts';
import { NOW, PEOPLE } from '../../../support/fixtures.ts';
import { wordsOf } from '../../../support/keys.ts';

const call = (id: string, agent: string = PEOPLE.agent) => ({
  ...{ id, agent, desk: 'north', account: 'cognito:jane', subject: PEOPLE.jane, reason: 'sign-in' as const },
});
const opened = (calls: Calls, id: string, agent?: string, at = NOW): Calls =>
  callsAfter(calls, { type: 'CallOpened', call: call(id, agent) }, at);

describe('the calls of a help desk', () => {
  it('are counted for each agent and each day', () => {
    const two = countedFor(opened(opened(NO_CALLS, 'a'), 'b'), PEOPLE.agent, NOW);
    expect(madeBy(two, PEOPLE.agent, NOW)).toBe(3);
    expect(madeBy(two, PEOPLE.verifier, NOW)).toBe(0);
    expect(madeBy(two, 'constructor', NOW)).toBe(0);
    const tomorrow = plusSeconds(NOW, 86_400);
    expect(madeBy(two, PEOPLE.agent, tomorrow)).toBe(0);
    expect(opened(two, 'c', PEOPLE.agent, tomorrow).made).toEqual({ [PEOPLE.agent]: 1 });
  });

  it('leave the state when they are over, and when their agent makes the next one', () => {
    const both = opened(opened(NO_CALLS, 'a'), 'b', 'person:other');
    expect(both.live.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(opened(both, 'c').live.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(opened(both, 'c', PEOPLE.agent, plusSeconds(NOW, 3_600)).live.map(({ id }) => id)).toEqual(['c']);
    expect(callsAfter(both, { type: 'CallReported', call: 'a', by: null }, NOW).live).toMatchObject([
      { id: 'a', reported: true, answered: false },
      { id: 'b', reported: false },
    ]);
  });

  it('have words of their own for each side', () => {
    const words = [...callWordsOf(wordsOf, 'a'), ...replyWordsOf(wordsOf, 'a'), ...callWordsOf(wordsOf, 'b')];
    expect(callWordsOf(wordsOf, 'a')).toEqual(callWordsOf(wordsOf, 'a'));
    expect(words).toHaveLength(10);
    expect(callWordsOf(wordsOf, 'a').join()).not.toBe(callWordsOf(wordsOf, 'b').join());
    expect(callWordsOf(wordsOf, 'a').join()).not.toContain(replyWordsOf(wordsOf, 'a').join());
  });
});
