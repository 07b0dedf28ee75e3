import { describe, expect, it } from '@jest/globals';
import { fold, stateAfter } from '../../../../lambdas/core/audit/commit.ts';
import {
  type GivenPage,
  isGivenAs,
  placesOf,
  REMEMBERED_COMMANDS,
  withGiven,
} from '../../../../lambdas/core/recovery/state/given.ts';
import { derivedId, MARK_DIGITS, markedId } from '../../../../lambdas/core/values/hash.ts';
import { nextCommits } from '../../../support/commits.ts';
import { at } from '../../../support/fixtures.ts';

const given = (count: number, pages: readonly GivenPage[] = [], from = 1): readonly GivenPage[] =>
  Array.from({ length: count }, (_, index) => from + index).reduce(
    (before, seq) => withGiven(before, { seq, at: at(seq), command: { id: `cmd-${seq}` } }),
    pages,
  );

describe('the commands that a state remembers', () => {
  it('are the last 256 at least, however many there were, each at the number of its commit', () => {
    for (const count of [1, 64, 65, 256, 257, 1_000, 1_023]) {
      const pages = given(count);
      for (let seq = Math.max(1, count - REMEMBERED_COMMANDS + 1); seq <= count; seq += 1)
        expect(placesOf(pages, `cmd-${seq}`)).toEqual([seq]);
    }
    expect(REMEMBERED_COMMANDS).toBe(256);
  });

  it('are all of a stream that is no longer than that', () => {
    expect(given(320)[0]?.from).toBe(1);
    expect(given(321)[0]?.from).toBe(65);
  });

  it('take the same few bytes after 10,000 commands as after 320, and name the time of the oldest page', () => {
    const [early, late] = [given(320), given(10_240)];
    expect(late).toHaveLength(early.length);
    expect(late.flatMap(({ ids }) => ids)).toHaveLength(320);
    expect(JSON.stringify(late).length).toBeLessThan(8 * 1024);
    expect(late[0]).toMatchObject({ from: 9_921, at: at(9_921) });
  });

  it('do not include one that was never given', () => {
    expect(placesOf(given(300), 'cmd-301')).toEqual([]);
    expect(placesOf([], 'cmd-1')).toEqual([]);
  });

  it('keep their numbers where one of the stream is left out', () => {
    const pages = given(3, given(3), 6);
    expect(pages.map(({ from }) => from)).toEqual([1, 6]);
    expect([2, 7].map((seq) => placesOf(pages, `cmd-${seq}`))).toEqual([[2], [7]]);
  });

  it('give every place where the same id stands, newest first: the commits say which it is', () => {
    const twice = withGiven(given(5), { seq: 6, at: at(6), command: { id: 'cmd-2' } });
    expect(placesOf(twice, 'cmd-2')).toEqual([6, 2]);
  });

  it('are found by their name, whatever else was said under it', () => {
    const [one, other] = ['a', 'b'].map((mark) => markedId(derivedId('name'), mark.repeat(MARK_DIGITS))) as [
      string,
      string,
    ];
    const pages = withGiven([], { seq: 1, at: at(0), command: { id: one } });
    expect(placesOf(pages, other)).toEqual([1]);
    expect(isGivenAs({ command: { id: one } }, other)).toBe(true);
    expect(isGivenAs({ command: { id: derivedId('name') } }, other)).toBe(false);
    expect(isGivenAs({ command: { id: 'cmd-1' } }, 'cmd-10')).toBe(false);
  });

  it('are part of what every commit hashes, and the fold over the stream leads to the same', () => {
    const commits = nextCommits('cognito:jane', 70);
    expect(stateAfter(commits.at(-1))).toEqual(fold(commits));
    for (const { commit } of commits) expect(placesOf(fold(commits).given, commit.command.id)).toEqual([commit.seq]);
  });
});
