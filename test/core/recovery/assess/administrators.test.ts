import { describe, expect, it } from '@jest/globals';
import { isOne, recordOf, whyNotAdministrator } from '../../../../lambdas/core/recovery/assess/administrators.ts';
import { ACTORS, ADMINISTRATORS, aContext, PEOPLE, registryFacts, STAFF } from '../../../support/fixtures.ts';

const context = aContext({ registry: { ...registryFacts(), people: [...ADMINISTRATORS, ...STAFF] } });

describe('an administrator', () => {
  it('is one by record and token', () => {
    expect(whyNotAdministrator(ACTORS.admin, context)).toBeUndefined();
    const unregistered = { ...ACTORS.reviewer, roles: ['admin'] as const };
    expect(whyNotAdministrator(unregistered, context)).toMatchObject({ refusal: { code: 'role-missing' } });
    const tokenless = { ...ACTORS.admin, roles: [] };
    expect(whyNotAdministrator(tokenless, context)).toMatchObject({ refusal: { code: 'role-missing' } });
  });

  it('is found by their record', () => {
    expect(recordOf(PEOPLE.admin, ADMINISTRATORS)).toBe(ADMINISTRATORS[0]);
    expect(recordOf('person:nobody', ADMINISTRATORS)).toBeUndefined();
    expect([isOne(context)(PEOPLE.admin), isOne(context)(PEOPLE.reviewer)]).toEqual([true, false]);
  });
});
