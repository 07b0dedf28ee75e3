import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ACCOUNT_EXPIRES,
  type AccountEnd,
  type EndFormat,
  endWithGrant,
  freeOf,
  NEVER,
  PWD_END_TIME,
  timeInTicks,
} from '../../../../lambdas/adapters/connectors/ldap/end.ts';

const NOW = Date.UTC(2026, 10, 29);
/** Whole seconds until the end of the year 9999, which HR systems write for never. */
const at = fc
  .integer({ min: NOW / 1000, max: Date.UTC(9999, 11, 31, 23, 59, 59) / 1000 })
  .map((seconds) => seconds * 1000);
const free = fc.oneof(
  fc.constant(NEVER),
  at.map((time) => ({ of: 'at', at: time }) as const),
);
const end: fc.Arbitrary<AccountEnd> = fc.oneof(
  free,
  at.map((time) => ({ of: 'held', at: time }) as const),
  free.map((before) => ({ of: 'ended', before }) as const),
);

describe.each([
  ['accountExpires', ACCOUNT_EXPIRES],
  ['pwdEndTime', PWD_END_TIME],
] as [string, EndFormat][])('the end of an account in %s', (_, format) => {
  it('is read as it was written, for every state', () => {
    fc.assert(fc.property(end, (one) => expect(format.read(format.write(one))).toEqual(one)));
  });

  it('that is ended comes back as others had set it', () => {
    fc.assert(
      fc.property(free, at, (before, until) => {
        const ended = format.read(format.write({ of: 'ended', before: freeOf(endWithGrant(before, until)) }));
        expect(ended).toEqual({ of: 'ended', before });
        expect(endWithGrant(ended ?? NEVER, until)).toEqual(before.of === 'never' ? { of: 'held', at: until } : before);
      }),
    );
  });

  it('that a person sets, to the whole second, is never taken for ours', () => {
    fc.assert(fc.property(at, (time) => expect(format.read(format.write({ of: 'at', at: time }))?.of).toBe('at')));
  });

  it.each(['', 'soon', '-1', '12x', '2026-13-01'])('is unknown for `%s`', (value) => {
    expect(format.read(value)).toBeUndefined();
  });
});

describe('an end', () => {
  it('is never later than the grant', () => {
    const until = Date.parse('2026-11-29T12:00:00.999Z');
    const written = ACCOUNT_EXPIRES.read(ACCOUNT_EXPIRES.write({ of: 'held', at: until }));
    expect(written).toEqual({ of: 'held', at: Date.parse('2026-11-29T12:00:00.000Z') });
    expect(PWD_END_TIME.write({ of: 'held', at: until })).toBe('20261129120000.4711Z');
  });

  it('of Active Directory is never for both values that say so', () => {
    for (const value of ['0', '9223372036854775807']) expect(ACCOUNT_EXPIRES.read(value)).toEqual(NEVER);
    expect(ACCOUNT_EXPIRES.read(undefined)).toBeUndefined();
  });

  it('that was over for long is not taken for ours', () => {
    for (const value of ['1', '4712', String(31n * 86_400n * 10_000_000n - 1n), '31556952000000000'])
      expect(ACCOUNT_EXPIRES.read(value)).toMatchObject({ of: 'at' });
    for (const value of ['19700201000000Z', '19700201000000.47Z', '19990101000000.4711000000001Z'])
      expect(PWD_END_TIME.read(value)).toMatchObject({ of: 'at' });
  });

  it('that a program set with a fraction of a second is still one of others', () => {
    const ticks = BigInt(ACCOUNT_EXPIRES.write({ of: 'at', at: NOW }) ?? '') + 1_234_567n;
    expect(ACCOUNT_EXPIRES.read(String(ticks))).toEqual({ of: 'at', at: NOW });
    expect(PWD_END_TIME.read('20100101000000Z')).toMatchObject({ of: 'at' });
  });
});

describe('a time of Active Directory', () => {
  it('is read from intervals since 1601, and nothing else is one', () => {
    expect(timeInTicks('133770240000000000')).toBe('2024-11-25T16:00:00.000Z');
    expect(timeInTicks('0')).toBe('1601-01-01T00:00:00.000Z');
    for (const text of ['', '-1', '1.5', 'soon', '9'.repeat(20)]) expect(timeInTicks(text)).toBeNull();
    expect(timeInTicks('9223372036854775807')).toMatch(/Z$/);
  });
});
