import { describe, expect, it } from '@jest/globals';
import { Secret as OtpSecret, TOTP } from 'otpauth';
import { totp } from '../../lambdas/adapters/keyed/totp.ts';
import { typedCode } from '../../lambdas/core/values/text.ts';
import { enrol } from '../../lambdas/http/api/enrolment.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { NOW } from '../support/fixtures.ts';

const SPELLINGS: readonly (readonly [how: string, spell: (code: string) => string])[] = [
  ['with a dash', (code) => `${code.slice(0, 3)}-${code.slice(3)}`],
  ['as apps show it', (code) => `${code.slice(0, 3)} ${code.slice(3)}`],
  ['behind a mark of direction', (code) => `\u200e${code}`],
  ['with a soft hyphen and a joiner', (code) => `${code.slice(0, 2)}\u00ad${code.slice(2, 4)}\u2060${code.slice(4)}`],
  ['with a narrow space and a long dash', (code) => `${code.slice(0, 3)}\u202f\u2014\u00a0${code.slice(3)}`],
  ['with a minus', (code) => `${code.slice(0, 3)}\u2212${code.slice(3)}`],
  ['in full width', (code) => shifted(code, 0xff10)],
  ['in Arabic digits', (code) => shifted(code, 0x0660)],
  ['in Devanagari digits', (code) => shifted(code, 0x0966)],
  ['in mathematical digits', (code) => shifted(code, 0x1d7d8)],
];
const shifted = (code: string, zero: number): string =>
  [...code].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');

describe('a right code is right however it is typed', () => {
  const seed = new OtpSecret({ size: 20 });
  const now = new TOTP({ secret: seed }).generate({ timestamp: Date.parse(NOW) });
  const step = totp.stepOf(new Secret(now), new Secret(seed.base32), NOW);

  it.each(SPELLINGS)('%s', (_, spell) => {
    expect(typedCode(spell('0123456789'))).toBe('0123456789');
    expect(totp.stepOf(new Secret(spell(now)), new Secret(seed.base32), NOW)).toBe(step);
    const enrolment = { account: 'cognito:jane', method: 'totp', secret: 'A'.repeat(32), password: spell(now) };
    expect(enrol().safeParse(enrolment).success).toBe(true);
  });

  it.each(['41624', '4162455', '41624x', '416,245', '', '٤١٦٢٤'])('and %j is no code of an app', (text) => {
    expect(typedCode(text)).not.toMatch(/^\d{6}$/);
    expect(totp.stepOf(new Secret(text), new Secret(seed.base32), NOW)).toBeNull();
    const enrolment = { account: 'cognito:jane', method: 'totp', secret: 'A'.repeat(32), password: text };
    expect(enrol().safeParse(enrolment).success).toBe(false);
  });
});
