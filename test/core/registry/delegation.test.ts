import { expect, it } from '@jest/globals';
import {
  digestOfDelegation,
  isDelegable,
  LONGEST_DELEGATION,
  liveDelegations,
  standsInBy,
} from '../../../lambdas/core/registry/delegation.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import { order } from '../../support/delegation.ts';
import { NOW } from '../../support/fixtures.ts';

it('a delegation ends after now, and within thirty days', () => {
  expect(
    [NOW, plusSeconds(NOW, 1), plusSeconds(NOW, LONGEST_DELEGATION), plusSeconds(NOW, LONGEST_DELEGATION + 1)].map(
      (until) => isDelegable(until, NOW),
    ),
  ).toEqual([false, true, true, false]);
});

it('every member of what is lent changes its digest, and nothing else does', () => {
  const base = digestOfDelegation(order());
  expect(digestOfDelegation({ ...order(), ...{ id: 'one' } })).toBe(base);
  for (const over of [{ to: 'person:other' }, { groups: [] }, { until: plusSeconds(NOW, 60) }, { reason: 'sick' }])
    expect(digestOfDelegation(order(over))).not.toBe(base);
});

it('one that has just ended is not live', () => {
  const one = { ...order({ until: NOW }), id: 'one', at: NOW, seq: 1 };
  expect(liveDelegations([one], NOW)).toEqual([]);
  expect(liveDelegations([{ ...one, until: plusSeconds(NOW, 1) }], NOW)).toHaveLength(1);
});

it('whoever stands in has a listing of their own', () => {
  expect(standsInBy('person:sam')).toBe('delegate:person:sam');
});
