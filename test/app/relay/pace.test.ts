import { expect, it } from '@jest/globals';
import { BUSY, Pace } from '../../../lambdas/app/relay/pace.ts';

const AT = Date.parse('2026-11-29T09:00:00Z');
const stream = 'cognito:jane';

/** How often a stream is found busy while it gets these commits, at one time. */
const found = (pace: Pace, from: number, to: number, at = AT): number =>
  Array.from({ length: to - from + 1 }, (_, index) => pace.isNewlyBusy({ stream, seq: from + index }, at)).filter(
    Boolean,
  ).length;

it('finds a stream busy once, at the first commit above the limit of a minute', () => {
  const pace = new Pace();
  expect(found(pace, 101, 100 + BUSY)).toBe(0);
  expect(pace.isNewlyBusy({ stream, seq: 101 + BUSY }, AT + 59_000)).toBe(true);
  expect(found(pace, 102 + BUSY, 300)).toBe(0);
});

it('counts a commit that comes again once', () => {
  const pace = new Pace();
  for (let time = 0; time < 10; time += 1) expect(found(pace, 1, BUSY)).toBe(0);
});

it('begins anew each minute, and forgets the streams of the minute before', () => {
  const pace = new Pace();
  expect(found(pace, 1, BUSY)).toBe(0);
  expect(found(pace, BUSY + 1, 2 * BUSY, AT + 60_000)).toBe(0);
  expect(found(pace, 2 * BUSY + 1, 3 * BUSY + 1, AT + 120_000)).toBe(1);
});

it('does not mix streams, and leaves out what is older than its minute or has no time', () => {
  const pace = new Pace();
  expect(found(pace, 1, BUSY)).toBe(0);
  expect(pace.isNewlyBusy({ stream: 'cognito:otto', seq: BUSY + 1 }, AT)).toBe(false);
  expect(pace.isNewlyBusy({ stream, seq: 1_000 }, AT - 60_000)).toBe(false);
  expect(pace.isNewlyBusy({ stream, seq: 1_000 }, Number.NaN)).toBe(false);
  expect(pace.isNewlyBusy({ stream, seq: BUSY + 1 }, AT)).toBe(true);
});
