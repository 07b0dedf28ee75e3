import { expect, it } from '@jest/globals';
import { type Assurance, assuranceOf, floorOf } from '../../../lambdas/core/registry/assurance.ts';

it.each<[assurance: Assurance | undefined, account: Assurance, floor: Assurance]>([
  [undefined, 2, 2],
  [1, 1, 2],
  [2, 2, 2],
  [3, 3, 3],
])(
  'rule 2: no part is played with less than two factors, nor than the account is used with: %s',
  (assurance, account, floor) => {
    const profile = assurance === undefined ? {} : { assurance };
    expect([assuranceOf(profile), floorOf(profile)]).toEqual([account, floor]);
  },
);

it('asks two factors of whoever changes the registry, which has no profile', () => {
  expect(floorOf(null)).toBe(2);
});
