import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callerNumber, networkOf } from '../../../lambdas/core/risk/network.ts';
import { properties } from '../../support/properties.ts';

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.0/24'],
    [' 203.0.113.255 ', '203.0.113.0/24'],
    ['10.1.2.3', '10.1.2.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.0/24'],
    ['::FFFF:cb00:7107', '203.0.113.0/24'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:0DB8:0001:ffff::1', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['2001:db8:1::', '2001:db8:1::/48'],
    ['2001:db8:1::203.0.113.7', '2001:db8:1::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['::2', '0:0:0::/48'],
  ])('%s is in %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each([
    '',
    'localhost',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.07',
    '203.0.113.7.1',
    '203.0.113.7/24',
    '203.0.113.7:443',
    '0x7f.0.0.1',
    '2001:db8',
    '2001:db8::1::2',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '1:2:3:4:5:6:7:1.2.3.4',
    '2001:db8:12345::',
    '2001:db8:g::',
    ':::',
    '2001:db8:1:',
    '::ffff:203.0.113.256',
    '[2001:db8::1]',
  ])('is not read from `%s`', (text) => {
    expect(networkOf(text)).toBeUndefined();
  });

  it.each(['127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1'])(
    'is none for what names this machine: %s',
    (address) => {
      expect(networkOf(address)).toBeUndefined();
    },
  );

  it('is the same for two addresses with the same first 24 bits, and only for those', () => {
    const octet = fc.integer({ min: 1, max: 126 });
    const address = fc.tuple(octet, octet, octet, octet);
    fc.assert(
      fc.property(address, address, (one, other) => {
        const [a, b] = [networkOf(one.join('.')), networkOf(other.join('.'))];
        expect(a === b).toBe(one.slice(0, 3).join() === other.slice(0, 3).join());
        expect(networkOf(`::ffff:${one.join('.')}`)).toBe(a);
      }),
    );
  });

  it('is the same for two addresses with the same first 48 bits, and only for those', () => {
    const group = fc.integer({ min: 1, max: 0xffff });
    const site = fc.tuple(fc.constantFrom(0x2001, 0x2a02), fc.constantFrom(1, 2), fc.constantFrom(1, 2));
    const address = fc.tuple(site, fc.array(group, { minLength: 5, maxLength: 5 }));
    const written = ([front, back]: readonly [readonly number[], readonly number[]]) =>
      [...front, ...back].map((one) => one.toString(16)).join(':');
    fc.assert(
      fc.property(address, address, (one, other) => {
        expect(networkOf(written(one)) === networkOf(written(other))).toBe(one[0].join() === other[0].join());
      }),
    );
  });

  it('is the same however an address is written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
        expect(networkOf(address)).toBe(networkOf(short));
        expect(networkOf(address.toUpperCase())).toBe(networkOf(short));
      }),
    );
  });

  it('has an answer for any text', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:.%]{0,40}$/));
    properties(fc.property(text, (one) => expect(networkOf(one) ?? '/24').toMatch(/\/(24|48)$/)));
  });
});

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
    properties(
      fc.property(fc.string({ unit: 'binary' }), (text) => expect(callerNumber(text) ?? '+1').toMatch(/^\+\d+$/)),
    );
  });
});
