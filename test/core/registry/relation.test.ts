import { expect, it } from '@jest/globals';
import { relationsOf } from '../../../lambdas/core/registry/account.ts';
import { RELATIONS } from '../../../lambdas/core/registry/relation.ts';
import { aProfile } from '../../support/fixtures.ts';

it('knows every relation that a record can give somebody, and no other', () => {
  const all = aProfile({ owner: 'person:x', manager: 'person:x', custodians: ['person:x'] });
  expect([...relationsOf(all, 'person:x')].sort()).toEqual([...RELATIONS].sort());
  expect(relationsOf(all, 'person:y')).toEqual([]);
});
