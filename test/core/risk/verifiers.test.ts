import { describe, expect, it } from '@jest/globals';
import { manyByOne } from '../../../lambdas/core/risk/reported.ts';
import { unusualVerifier, verifierOutOfPlace } from '../../../lambdas/core/risk/verifiers.ts';
import { quiet } from './risk-facts.ts';

const FROM = [
  ['verifier', 32, 'a verifier confirmed 32 other accounts within 24 hours'],
  ['verifier-caller', 2, 'a verifier confirmed 2 other accounts for the same caller'],
  ['verifier-network', 5, 'a verifier confirmed 5 other accounts for the same network'],
  ['verifier-failed', 5, 'a verifier had failed sightings of 5 other accounts in 30 days'],
] as const;

describe('rule 10: an unusual verifier is a signal', () => {
  it.each(FROM)('counts `%s` from %d accounts on, and says so', (by, accounts, says) => {
    expect(unusualVerifier.detect(quiet({ campaign: [{ by, accounts }] }))).toBe(says);
    expect(unusualVerifier.detect(quiet({ campaign: [{ by, accounts: accounts - 1 }] }))).toBeUndefined();
    expect(manyByOne.detect(quiet({ campaign: [{ by, accounts }] }))).toBeUndefined();
  });

  it('says everything that is unusual in one sentence, names nobody, and takes no other hand for a verifier', () => {
    const both = [
      { by: 'verifier-caller', accounts: 2 },
      { by: 'verifier-failed', accounts: 7 },
    ] as const;
    expect(unusualVerifier.detect(quiet({ campaign: both }))).toBe(
      'a verifier confirmed 2 other accounts for the same caller, had failed sightings of 7 other accounts in 30 days',
    );
    expect(unusualVerifier.detect(quiet({ campaign: [{ by: 'agent', accounts: 99 }] }))).toBeUndefined();
    expect(unusualVerifier.detect(quiet({ campaign: null }))).toBeUndefined();
  });
});

describe('rule 10: a verifier at an unusual hour, or of another desk, is a signal', () => {
  it.each([
    [{ elsewhere: true, outOfHours: false }, 'a verifier confirmed from another desk than the one that was asked'],
    [{ elsewhere: false, outOfHours: true }, 'a verifier confirmed outside of working hours'],
    [
      { elsewhere: true, outOfHours: true },
      'a verifier confirmed from another desk than the one that was asked, and outside of working hours',
    ],
    [{ elsewhere: false, outOfHours: false }, undefined],
  ])('%j', (sightings, says) => {
    expect(verifierOutOfPlace.detect(quiet({ sightings }))).toBe(says);
  });
});
