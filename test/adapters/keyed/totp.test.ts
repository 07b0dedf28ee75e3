import { describe, expect, it } from '@jest/globals';
import { Secret as OtpSecret, TOTP } from 'otpauth';
import { totp } from '../../../lambdas/adapters/keyed/totp.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { NOW } from '../../support/fixtures.ts';

/** RFC 6238, appendix B, SHA-1: the last six of the eight digits there, for the key `12345678901234567890`. */
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;
const KEY = new Secret(OtpSecret.fromLatin1('12345678901234567890').base32);

const passwordAt = (secret: Secret, at: string): Secret =>
  new Secret(new TOTP({ secret: OtpSecret.fromBase32(secret.reveal()) }).generate({ timestamp: Date.parse(at) }));

describe('one-time passwords', () => {
  it.each(VECTORS)('RFC 6238: at %i s the password is %s', (seconds, password) => {
    const now = new Date(seconds * 1000).toISOString();
    expect(totp.stepOf(new Secret(password), KEY, now)).toBe(Math.floor(seconds / 30));
  });

  it('says which step a password is of, so that none is taken twice', () => {
    const secret = totp.newSecret();
    const step = Math.floor(Date.parse(NOW) / 30_000);
    for (const [seconds, delta] of [
      [-30, -1],
      [0, 0],
      [30, 1],
    ] as const)
      expect(totp.stepOf(passwordAt(secret, plusSeconds(NOW, seconds)), secret, NOW)).toBe(step + delta);
  });

  it.each([-60, 60])('refuses the password of %i seconds away', (seconds) => {
    const secret = totp.newSecret();
    expect(totp.stepOf(passwordAt(secret, plusSeconds(NOW, seconds)), secret, NOW)).toBeNull();
  });

  it.each(['', '12345', '1234567', 'abcdef', '-12345', '１２３４５６'])('refuses `%s`', (given) => {
    expect(totp.stepOf(new Secret(given), KEY, NOW)).toBeNull();
  });

  it('takes a password that was read out in two halves', () => {
    expect(totp.stepOf(new Secret(' 287 082 '), KEY, new Date(59_000).toISOString())).toBe(1);
  });

  it('makes secrets of 160 bits, each another', () => {
    const secrets = Array.from({ length: 50 }, () => totp.newSecret().reveal());
    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) expect(OtpSecret.fromBase32(secret).bytes).toHaveLength(20);
  });

  it('gives apps an address that makes the same passwords, and prints nothing of it', () => {
    const secret = totp.newSecret();
    const address = totp.address(secret, 'cognito:jane');
    expect(address.reveal()).toMatch(/^otpauth:\/\/totp\/Countersign:cognito%3Ajane\?/);
    expect(address.reveal()).toContain(`secret=${secret.reveal()}`);
    expect(`${address} ${JSON.stringify({ address })}`).not.toContain(secret.reveal());
  });
});
