import { describe, expect, it } from '@jest/globals';
import { desksOf, helpAfter, NO_HELP } from '../../../../lambdas/core/recovery/state/help.ts';

const sent = { type: 'LinkSent', contact: 'work', by: 'person:alex' } as const;
const handed = (desk: string, by = 'person:alex') => ({ type: 'HandedOver', desk, by, reason: 'no' }) as const;

describe('the help of a recovery', () => {
  it('counts links, and names everybody who helped once', () => {
    const events = [sent, sent, handed('south', 'person:amira')];
    expect(events.reduce(helpAfter, NO_HELP)).toEqual({
      links: 2,
      desks: ['south'],
      agents: ['person:alex', 'person:amira'],
    });
  });

  it('knows the desks that have it, each once, the newest last', () => {
    const there = [handed('south'), handed('east')].reduce(helpAfter, NO_HELP);
    expect(desksOf({ desk: 'north', help: there })).toEqual(['north', 'south', 'east']);
    expect(desksOf({ desk: null, help: NO_HELP })).toEqual([]);
  });

  it('has the desk that it came back to last', () => {
    const back = [handed('south'), handed('north')].reduce(helpAfter, NO_HELP);
    expect(desksOf({ desk: 'north', help: back }).at(-1)).toBe('north');
  });
});
