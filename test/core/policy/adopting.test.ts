import { describe, expect, it } from '@jest/globals';
import { type Adopting, comparedFor, differenceOf, summaryOf } from '../../../lambdas/core/policy/adopting.ts';
import { differencesBetween } from '../../../lambdas/core/policy/differences.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { aPolicy, at, NOW } from '../../support/fixtures.ts';
import { policyThat } from '../../support/policies.ts';

const [SHORT, LONG] = [policyThat({ grant: 60 }), policyThat({ grant: 120 })];
const adopting = (over: Partial<Adopting> = {}): Adopting => ({ before: SHORT, after: LONG, now: NOW, ...over });

describe('rule 6: the difference that two administrators read', () => {
  it('names both policies, and everything that differs', () => {
    const found = differencesBetween(SHORT, LONG, { now: NOW });
    expect(differenceOf(adopting())).toEqual({ from: SHORT.digest, to: LONG.digest, ...found });
  });

  it('has the same digest at any time, as long as no exception ends', () => {
    const digests = [NOW, at(3600)].map((now) => summaryOf(differenceOf(adopting({ now }))).digest);
    expect(digests).toEqual([digestOf(differenceOf(adopting())), digests[0]]);
  });

  it.each<[string, Partial<Adopting>]>([
    ['another policy is in force', { before: aPolicy() }],
    ['none is in force', { before: null }],
    ['another one is proposed', { after: aPolicy() }],
    ['both change places', { before: LONG, after: SHORT }],
  ])('has another digest where %s', (_, over) => {
    expect(summaryOf(differenceOf(adopting(over))).digest).not.toBe(summaryOf(differenceOf(adopting())).digest);
  });

  it('counts what becomes weaker, ages too', () => {
    const after = aPolicy({ rules: LONG.rules, contactMinAge: 90_000, authenticatorMinAge: 90_000 });
    expect(summaryOf(differenceOf(adopting({ after })))).toMatchObject({
      ...{ from: SHORT.digest, weaker: 2, stricter: 1, different: 0 },
    });
  });

  it('of a first policy is nothing, and counts the requests of its check', () => {
    const first = adopting({ before: null });
    expect(differenceOf(first)).toEqual({ from: null, to: LONG.digest, requests: 0, differences: [], ages: [] });
    expect(comparedFor(first)).toBe(comparedFor(adopting({ before: LONG })));
  });
});
