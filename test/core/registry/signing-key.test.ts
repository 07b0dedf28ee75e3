import { describe, expect, it } from '@jest/globals';
import { type AdoptedKey, KEYS_STREAM, replacesAt } from '../../../lambdas/core/registry/signing-key.ts';
import { isForgiving, voidedOn, voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import { at, PEOPLE } from '../../support/fixtures.ts';

const adopted = (family: string, from: string): AdoptedKey => ({
  ...{ family, key: 'two', spki: 'half', from, compromised: true },
  ...{ proposedBy: PEOPLE.admin, confirmedBy: PEOPLE.secondAdmin, at: at(10) },
});

describe('an adopted key', () => {
  it('replaces the one before it at its date, also in the past', () => {
    expect(replacesAt(adopted('people', at(-5)))).toBe(at(-5));
    expect(replacesAt(adopted('people', at(60)))).toBe(at(60));
  });

  it('of the registry replaces none before its own adoption, which the old one signed', () => {
    expect(replacesAt(adopted('registry', at(-5)))).toBe(at(10));
    expect(replacesAt(adopted('registry', at(60)))).toBe(at(60));
  });
});

describe('the stream of signing keys', () => {
  it('is stopped by no forged commit, like the streams of voidings, and is none of them', () => {
    expect([KEYS_STREAM, voidsStream('cognito:jane'), 'cognito:jane', 'policy:active'].map(isForgiving)).toEqual([
      ...[true, true, false, false],
    ]);
    expect(voidedOn(KEYS_STREAM)).toBeUndefined();
  });
});
