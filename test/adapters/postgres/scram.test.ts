import { describe, expect, it } from '@jest/globals';
import { scramVerifier } from '../../../lambdas/adapters/postgres/scram.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

describe('a SCRAM verifier', () => {
  it('is that of the example in RFC 7677 section 3', () => {
    const verifier = scramVerifier(new Secret('pencil'), Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));
    expect(verifier).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  it('differs each time, and does not have the password', () => {
    const [one, other] = [scramVerifier(new Secret('canary')), scramVerifier(new Secret('canary'))];
    expect(one).not.toBe(other);
    expect(one).not.toContain('canary');
  });

  it.each(['naïve', 'two words', 'tab\t', ''])('is refused for `%s`, which SASLprep could change', (password) => {
    expect(() => scramVerifier(new Secret(password))).toThrow(RangeError);
  });
});
