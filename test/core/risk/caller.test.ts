import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callerNumber } from '../../../lambdas/core/risk/caller.ts';

describe('the number of a caller', () => {
  it.each([
    '+442079460123',
    '+44 20 7946 0123',
    '+44 (0)20 7946 0123',
    '+44 (20) 7946-0123',
    '+44.20.7946.0123',
    '+44 20/79460123',
    '+44\u00a020\u20117946\u20110123',
    '\u202a+44 20 7946 0123\u202c',
    '\uff0b\uff14\uff14 20 7946 0123',
    ' +442079460123\n',
  ])('has one spelling: `%s`', (shown) => {
    expect(callerNumber(shown)).toBe('+442079460123');
  });

  it.each([
    ['nothing', ''],
    ['a number without its country', '020 7946 0123'],
    ['one that could be of two countries', '442079460123'],
    ['one that is dialled to leave a country', '00442079460123'],
    ['a country that there is not', '+0442079460123'],
    ['too few digits', '+44207'],
    ['too many digits', '+4420794601234567'],
    ['an extension', '+442079460123 x5'],
    ['an address', 'tel:+442079460123'],
    ['a word', 'anonymous'],
    ['two numbers', '+442079460123,+442079460124'],
    ['ANONYMOUS on the keys of a telephone', '+266696687'],
    ['UNAVAILABLE on the keys of a telephone', '+86282452253'],
  ])('is not read from %s', (_, shown) => {
    expect(callerNumber(shown)).toBeUndefined();
  });

  it('is the same when it is read again, and different for different numbers', () => {
    const number = fc.bigInt({ min: 1_000_000n, max: 999_999_999_999_999n }).map((digits) => `+${digits}`);
    const spaced = (text: string) => text.replace(/(\d{3})(?=\d)/g, '$1 - ');
    const shown = fc.property(number, number, (one, other) => {
      const read = callerNumber(spaced(one));
      if (read !== undefined) expect([read, callerNumber(read)]).toEqual([one, one]);
      if (one !== other && read !== undefined) expect(callerNumber(spaced(other))).not.toBe(read);
    });
    fc.assert(shown);
  });

  it('has an answer for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^\+\d+$/.test(callerNumber(text) ?? '+1')));
  });
});
