import { describe, expect, it } from '@jest/globals';
import {
  type Burst,
  type BurstEntry,
  gathered,
  MOST_HELD,
  NO_BURST,
  turnOf,
} from '../../../../lambdas/core/recovery/views/burst.ts';
import { plusSeconds } from '../../../../lambdas/core/values/instant.ts';
import { NOW } from '../../../support/fixtures.ts';

const entry = (index: number): BurstEntry => ({
  ...{ stream: `cognito:user-${index}`, seq: 7, contact: 'asked#person:ida', recovery: `rec-${index}` },
  ...{ task: 'countersignature', at: NOW },
});

/** Each of these comes once, a second after the one before. */
function having(count: number, from: Burst = NO_BURST): Burst {
  return Array.from({ length: count }).reduce<Burst>(
    (burst, _, index) => turnOf(burst, entry(index + 1), plusSeconds(NOW, index)).burst,
    from,
  );
}
const turn = (burst: Burst, index: number, seconds: number) =>
  turnOf(burst, entry(index), plusSeconds(NOW, seconds)).next;

describe('a burst of messages to one reader', () => {
  it('lets three go one by one, and each of them again', () => {
    expect([1, 2, 3].map((index) => turn(having(index - 1), index, index))).toEqual([
      { turn: 'send' },
      { turn: 'send' },
      { turn: 'send' },
    ]);
    expect(turn(having(3), 2, 300)).toEqual({ turn: 'send' });
    expect(turn(having(6), 2, 300)).toEqual({ turn: 'send' });
  });

  it('gathers the others for two minutes, then one of them speaks for all', () => {
    const burst = having(6);
    expect(burst.held.map(({ recovery }) => recovery)).toEqual(['rec-4', 'rec-5', 'rec-6']);
    expect(turn(burst, 5, 63)).toEqual({ turn: 'wait', seconds: 60 });
    const { next, burst: claimed } = turnOf(burst, entry(5), plusSeconds(NOW, 123));
    expect(next).toEqual({ turn: 'digest' });
    expect(turn(claimed, 4, 124)).toMatchObject({ turn: 'wait' });
    const told = gathered(claimed, claimed.held);
    expect([told.held, told.claimedAt]).toEqual([[], null]);
  });

  it('lets another one speak when the first has crashed', () => {
    const claimed = turnOf(having(6), entry(5), plusSeconds(NOW, 123)).burst;
    expect(turn(claimed, 4, 123 + 179)).toMatchObject({ turn: 'wait' });
    expect(turn(claimed, 4, 123 + 180)).toEqual({ turn: 'digest' });
  });

  it('keeps what came while the message was sent', () => {
    const claimed = turnOf(having(6), entry(5), plusSeconds(NOW, 123)).burst;
    const later = turnOf(claimed, entry(9), plusSeconds(NOW, 124)).burst;
    expect(gathered(later, claimed.held).held.map(({ recovery }) => recovery)).toEqual(['rec-9']);
  });

  it('is over after ten minutes: then one goes by itself again', () => {
    const over = gathered(turnOf(having(6), entry(5), plusSeconds(NOW, 123)).burst, having(6).held);
    expect(turn(over, 9, 500)).toMatchObject({ turn: 'wait' });
    expect(turn(over, 9, 603)).toEqual({ turn: 'send' });
  });

  it('is sent at once when there are too many', () => {
    const full = having(3 + MOST_HELD - 1);
    expect(turn(full, 3 + MOST_HELD, 104)).toEqual({ turn: 'digest' });
  });

  it('knows one commit from another of the same recovery, and one reader from another', () => {
    const burst = having(3);
    for (const over of [{ seq: 8 }, { contact: 'chat#slack/verifier/sighting' }])
      expect(turnOf(burst, { ...entry(2), ...over }, NOW).next).toMatchObject({ turn: 'wait' });
  });
});
