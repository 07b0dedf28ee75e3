import { expect, it } from '@jest/globals';
import { DAY, HOUR, within } from '../../../lambdas/core/risk/signal.ts';
import { ago, quiet } from './risk-facts.ts';

it('looks back so many seconds, and not one more', () => {
  const history = [ago(DAY + 1, 'opened'), ago(DAY, 'refused'), ago(HOUR, 'rejected'), ago(0, 'granted')];
  const seen = (seconds: number) => within(quiet({ history }), seconds).map(({ what }) => what);
  expect(seen(DAY)).toEqual(['refused', 'rejected', 'granted']);
  expect(seen(HOUR)).toEqual(['rejected', 'granted']);
  expect(seen(0)).toEqual(['granted']);
});
