import { expect, it } from '@jest/globals';
import { digestOfLookAlikes, LIKENESSES, type LookAlike } from '../../../lambdas/core/registry/likeness.ts';

const ALIKE: readonly LookAlike[] = LIKENESSES.map((as) => ({ record: 'cognito:ken', as }));

it('what was seen has a digest that no other look-alikes have, and none where nothing looks alike', () => {
  expect(digestOfLookAlikes([])).toBeNull();
  const digests = ALIKE.map((one) => digestOfLookAlikes([one]));
  expect(new Set([...digests, digestOfLookAlikes(ALIKE)]).size).toBe(LIKENESSES.length + 1);
  expect(digestOfLookAlikes([{ record: 'cognito:Ken', as: 'name' }])).not.toBe(digests[0]);
});
