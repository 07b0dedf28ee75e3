import { describe, expect, it } from '@jest/globals';
import { checkAges, LEAST_AUTHENTICATOR_AGE, LEAST_CONTACT_AGE } from '../../../lambdas/core/policy/check-ages.ts';
import { aPolicy } from '../../support/fixtures.ts';

const DAY = 86_400;
const check = (ages: object, shortened = false) => checkAges(aPolicy(ages), { shortened });

describe('checkAges', () => {
  it('is content with no ages, since those of the product apply', () => {
    expect(check({})).toEqual([]);
  });

  it.each([
    ['contactMinAge', LEAST_CONTACT_AGE],
    ['authenticatorMinAge', LEAST_AUTHENTICATOR_AGE],
  ])('keeps `%s` at least at %d seconds, to the second, and at most at 90 days', (name, least) => {
    expect([check({ [name]: least }), check({ [name]: 90 * DAY })]).toEqual([[], []]);
    expect(check({ [name]: least - 1 })).toMatchObject([{ path: [name], reason: expect.stringContaining('rule 8') }]);
    expect(check({ [name]: 90 * DAY + 1 })).toMatchObject([{ path: [name] }]);
  });

  it('lets a policy that only shortens another shorten the age of an authenticator, and not to nothing', () => {
    expect(check({ authenticatorMinAge: 1 }, true)).toEqual([]);
    expect(check({ authenticatorMinAge: 0 }, true)).toHaveLength(1);
    expect(check({ contactMinAge: LEAST_CONTACT_AGE - 1 }, true)).toHaveLength(1);
  });
});
