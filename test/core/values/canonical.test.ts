import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../../../lambdas/core/values/canonical.ts';

/** What the ledger can hold. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value')),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { noNullPrototype: true }),
  ),
})).value;

describe('the canonical spelling', () => {
  it('sorts keys by UTF-16 code unit, as the example of RFC 8785 section 3.2.3 does', () => {
    const example = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      1: 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonical(example)) as object)).toEqual([
      // `1` comes first wherever an object is read, and second where it is spelled.
      'One',
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonical(example).startsWith('{"\\r":"Carriage Return","1":"One",')).toBe(true);
  });

  it.each([
    [null, 'null'],
    [true, 'true'],
    [-0, '0'],
    [9_007_199_254_740_991, '9007199254740991'],
    ['a"\\/\b\u0001\u2028é', '"a\\"\\\\/\\b\\u0001\u2028é"'],
    ['\ud800', '"\\ud800"'],
    [[3, [], { b: 1, a: [null] }], '[3,[],{"a":[null],"b":1}]'],
    [{ gone: undefined, stays: null }, '{"stays":null}'],
  ])('of %j is %s', (value, spelling) => {
    expect(canonical(value)).toBe(spelling);
  });

  it.each([
    ['a fraction', 0.1],
    ['a number that was rounded', 2 ** 53],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['undefined in a list', [undefined]],
    ['a hole in a list', new Array(1)],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['bytes', new Uint8Array(1)],
    ['an object without prototype', Object.create(null)],
  ])('does not exist for %s', (_, value) => {
    for (const place of [value, [value], { deep: [[value]] }]) expect(() => canonical(place)).toThrow(TypeError);
  });

  it('can be read back as the same value', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.parse(canonical(value))).toEqual(value)));
  });

  it('is the only one of a value: reading and spelling again, or turning keys around, changes nothing', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, turned(member)]),
      );
    };
    fc.assert(
      fc.property(json, (value) => {
        const spelling = canonical(value);
        expect(canonical(JSON.parse(spelling))).toBe(spelling);
        expect(canonical(turned(value))).toBe(spelling);
      }),
    );
  });
});
