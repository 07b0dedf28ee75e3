import { describe, expect, it } from '@jest/globals';
import type { Challenge } from '../../../../lambdas/core/proofing/challenge.ts';
import { METHODS } from '../../../../lambdas/core/proofing/methods.ts';
import {
  isOneTooMany,
  MOST_OF_A_PAGE,
  MOST_TO_A_CONTACT,
  MOST_TO_PROVE,
  MOST_WAITING_TO_STOP,
  RESERVED_TO_STOP,
  stayingOf,
} from '../../../../lambdas/core/recovery/state/challenges.ts';
import { at, NOW } from '../../../support/fixtures.ts';

const TOTP_WINDOW = METHODS.totp.window ?? 0;

const asked = (over: Partial<Challenge> = {}): Challenge => ({
  ...{ id: 'c', method: 'totp', purpose: 'prove', vendor: null, contact: null, called: null, hash: null },
  ...{ expiresAt: at(300), session: 'a', failures: 0, answered: false, ...over },
});
const many = (count: number, over: (index: number) => Partial<Challenge>): readonly Challenge[] =>
  Array.from({ length: count }, (_, index) => asked({ id: `c-${index}`, ...over(index) }));
const refuses = (challenges: readonly Challenge[], over: Partial<Challenge> = {}) =>
  isOneTooMany({ challenges }, asked(over), NOW);

describe('one challenge is too many', () => {
  it('for a page that has had its share, and for no other', () => {
    expect(refuses(many(MOST_OF_A_PAGE - 1, () => ({})))).toBe(false);
    const used = many(MOST_OF_A_PAGE, () => ({}));
    expect(refuses(used)).toBe(true);
    expect(refuses(used, { session: 'b' })).toBe(false);
  });

  it('for a contact that was sent enough, whichever pages asked', () => {
    const sent = (count: number) => many(count, (index) => ({ contact: 'work', session: `s-${index}` }));
    expect(refuses(sent(MOST_TO_A_CONTACT - 1), { contact: 'work' })).toBe(false);
    expect(refuses(sent(MOST_TO_A_CONTACT), { contact: 'work' })).toBe(true);
    expect(refuses(sent(MOST_TO_A_CONTACT), { contact: 'private' })).toBe(false);
    expect(refuses(sent(MOST_TO_A_CONTACT))).toBe(false);
  });

  it('for a recovery in which enough was asked, by whomever', () => {
    expect(refuses(many(MOST_TO_PROVE - 1, (index) => ({ session: `s-${index}` })))).toBe(false);
    expect(refuses(many(MOST_TO_PROVE, (index) => ({ session: `s-${index}` })))).toBe(true);
  });

  it('for no verifier because of what pages asked, and for no page because of verifiers', () => {
    const flooded = many(MOST_TO_PROVE, (index) => ({ session: `s-${index}`, contact: 'work' }));
    expect(refuses(flooded, { session: null, contact: 'work' })).toBe(false);
    const called = many(MOST_TO_A_CONTACT, () => ({ session: null, contact: 'work' }));
    expect(refuses(called, { session: null, contact: 'work' })).toBe(true);
    expect(refuses(called, { contact: 'work' })).toBe(false);
  });

  it('never for somebody who only stops, whatever was asked to prove, but for a code that was sent too often', () => {
    const stop = { session: 'mine', purpose: 'stop' } as const;
    const flooded = many(MOST_TO_PROVE, (index) => ({ session: `s-${index}`, contact: 'work' }));
    expect(refuses(flooded, stop)).toBe(false);
    expect(refuses(flooded, { ...stop, contact: 'work' })).toBe(false);
    const sent = many(RESERVED_TO_STOP, (index) => ({ session: `s-${index}`, purpose: 'stop', contact: 'work' }));
    expect(refuses([...flooded, ...sent], { ...stop, contact: 'work' })).toBe(true);
    expect(refuses([...flooded, ...sent], { ...stop, contact: 'private' })).toBe(false);
    const waiting = many(1_000, (index) => ({
      session: `s-${index}`,
      purpose: 'stop',
      expiresAt: at(TOTP_WINDOW - 120),
    }));
    expect(refuses(waiting, stop)).toBe(false);
    expect(
      refuses(
        many(MOST_OF_A_PAGE, () => stop),
        stop,
      ),
    ).toBe(true);
  });

  it('for a flood that only stops: the oldest gives way once it has waited two minutes', () => {
    const stop = { session: 'mine', purpose: 'stop' } as const;
    const just = (count: number) =>
      many(count, (index) => ({ session: `s-${index}`, purpose: 'stop', expiresAt: at(TOTP_WINDOW - 119) }));
    expect(refuses(just(MOST_WAITING_TO_STOP - 1), stop)).toBe(false);
    expect(refuses(just(MOST_WAITING_TO_STOP), stop)).toBe(true);
    expect(refuses(just(MOST_WAITING_TO_STOP), { ...stop, contact: 'work' })).toBe(false);
    expect(refuses(just(MOST_WAITING_TO_STOP), { session: 'mine' })).toBe(false);
  });
});

describe('challenges that stay', () => {
  const toStop = (count: number) => many(count, () => ({ purpose: 'stop' }));

  it('are all, up to as many as may wait to stop', () => {
    const all = [...many(MOST_TO_PROVE, () => ({})), ...toStop(MOST_WAITING_TO_STOP)];
    expect(stayingOf(all)).toEqual(all);
  });

  it('are the newest of those that only stop, and what was answered before what was not', () => {
    const [first, ...rest] = toStop(MOST_WAITING_TO_STOP + 1);
    expect(stayingOf([first as Challenge, ...rest])).toEqual(rest);
    const answered = { ...(first as Challenge), answered: true };
    expect(stayingOf([answered, ...rest])).toEqual([answered, ...rest.slice(1)]);
    const all = [answered, ...rest.map((one) => ({ ...one, answered: true }))];
    expect(stayingOf(all)).toEqual(all.slice(1));
  });

  it('are whatever was sent, and whatever may prove', () => {
    const sent = many(4, () => ({ purpose: 'stop', contact: 'work' }));
    const proving = many(4, () => ({}));
    const all = [...sent, ...proving, ...toStop(MOST_WAITING_TO_STOP + 1)];
    expect(stayingOf(all).slice(0, 8)).toEqual([...sent, ...proving]);
    expect(stayingOf(all)).toHaveLength(all.length - 1);
  });
});
