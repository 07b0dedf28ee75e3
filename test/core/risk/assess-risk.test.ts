import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ACTIONS } from '../../../lambdas/core/registry/account.ts';
import { assessRisk, DETECTORS } from '../../../lambdas/core/risk/assess-risk.ts';
import { PUSHED_SIGNALS, type PushedSignal, TOUCHES, type Touch } from '../../../lambdas/core/risk/facts.ts';
import { at } from '../../support/fixtures.ts';
import { ago, quiet } from './risk-facts.ts';

const touch: fc.Arbitrary<Touch> = fc
  .record({
    seconds: fc.nat(40 * 86_400),
    what: fc.constantFrom(...TOUCHES),
    action: fc.constantFrom(...ACTIONS),
    channel: fc.constantFrom('voice', 'portal'),
  })
  .map(({ seconds, what, action, channel }) => ago(seconds, what, { action, channel }));
const pushed: fc.Arbitrary<PushedSignal> = fc
  .constantFrom(...PUSHED_SIGNALS)
  .map((name) => ({ name, at: at(-60), until: at(60) }));

describe('the risk of a request', () => {
  it('is nothing for a quiet one', () => {
    expect(assessRisk(quiet())).toEqual({ score: 0, signals: [] });
  });

  it('is the sum of what was found, heaviest first', () => {
    const { score, signals } = assessRisk(quiet({ inHours: false, history: [ago(60, 'proof-failed')] }));
    expect(signals.map(({ name, weight }) => [name, weight])).toEqual([
      ['adverse-proof', 40],
      ['out-of-hours', 10],
    ]);
    expect(score).toBe(50);
  });

  it('only ever grows when one more thing has happened or is reported', () => {
    fc.assert(
      fc.property(
        fc.array(touch, { maxLength: 12 }),
        fc.array(pushed, { maxLength: 4 }),
        touch,
        pushed,
        (history, reports, more, report) => {
          const before = assessRisk(quiet({ history, pushed: reports })).score;
          expect(assessRisk(quiet({ history: [...history, more], pushed: reports })).score).toBeGreaterThanOrEqual(
            before,
          );
          expect(assessRisk(quiet({ history, pushed: [...reports, report] })).score).toBeGreaterThanOrEqual(before);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('has a name of its own for every signal', () => {
    expect(new Set(DETECTORS.map(({ name }) => name)).size).toBe(DETECTORS.length);
  });
});
