import { describe, expect, it } from '@jest/globals';
import { PUSHED_SIGNALS } from '../../../lambdas/core/risk/facts.ts';
import { counterUnreadable, manyByOne, reportedSignals } from '../../../lambdas/core/risk/reported.ts';
import { at } from '../../support/fixtures.ts';
import { quiet } from './risk-facts.ts';

describe('what others report', () => {
  it.each(PUSHED_SIGNALS)(
    'counts %s until its end and not one second longer, whatever clock it was stamped by',
    (name) => {
      const found = (from: number, until: number): boolean =>
        reportedSignals.some(
          (detector) =>
            detector.name === name && detector.detect(quiet({ pushed: [{ name, at: at(from), until: at(until) }] })),
        );
      expect(found(0, 1)).toBe(true);
      expect(found(-60, 0)).toBe(false);
      expect(found(2, 60)).toBe(true);
    },
  );

  it.each([
    ['requester', 3],
    ['caller', 3],
    ['manager', 5],
    ['network', 10],
    ['agent', 10],
    ['desk', 40],
  ] as const)('notices many accounts through one %s, from number %d on', (by, many) => {
    expect(manyByOne.detect(quiet({ campaign: [{ by, accounts: many }] }))).toContain(`${many} through one ${by}`);
    expect(manyByOne.detect(quiet({ campaign: [{ by, accounts: many - 1 }] }))).toBeUndefined();
  });

  it('does not take counters that cannot be read for counters that found nothing', () => {
    expect(counterUnreadable.detect(quiet({ campaign: null }))).toBe('the counters across accounts could not be read');
    expect(counterUnreadable.detect(quiet({ campaign: [] }))).toBeUndefined();
    expect(manyByOne.detect(quiet({ campaign: null }))).toBeUndefined();
  });
});
