import { describe, expect, it } from '@jest/globals';
import { answerersOf, canAnswer, withAnswerers } from '../../../lambdas/core/registry/answering.ts';
import { anNhiProfile, aPerson, aProfile, PEOPLE } from '../../support/fixtures.ts';

const { manager, custodian, secondCustodian } = PEOPLE;

describe('whoever answers for an account', () => {
  it('is its manager and its custodians, and not its owner', () => {
    expect(answerersOf(aProfile())).toEqual([manager]);
    expect(answerersOf(anNhiProfile({ custodians: [custodian, secondCustodian] }))).toEqual([
      custodian,
      secondCustodian,
    ]);
  });

  it.each([
    ['a human who signs in', {}, true],
    ['a human without a sign-in, as whoever has left', { subjects: [] }, false],
    ['a machine', { nature: 'machine' as const }, false],
  ])('can be %s: %j', (_, over, expected) => {
    expect(canAnswer(aPerson(over))).toBe(expected);
  });

  it('stands in the record only where a record of theirs says so', () => {
    const shared = aProfile({ custodians: [custodian, secondCustodian] });
    const records = [aPerson({ person: manager, subjects: [] }), aPerson({ person: secondCustodian })];
    expect(withAnswerers(shared, records)).toEqual({ ...shared, manager: null, custodians: [secondCustodian] });
    expect(withAnswerers(shared, [aPerson({ person: manager })])).toEqual({ ...shared, custodians: [] });
    expect(withAnswerers(aProfile({ manager: null }), [])).toEqual(aProfile({ manager: null }));
  });
});
