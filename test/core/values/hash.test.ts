import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  beginningOf,
  canonical,
  derivedId,
  digestOf,
  isSame,
  type Json,
  MARK_DIGITS,
  markedId,
  sha256,
} from '../../../lambdas/core/values/hash.ts';
import { properties } from '../../support/properties.ts';

describe('sha256', () => {
  it.each([
    // FIPS 180-4 examples, and the UTF-8 of a text that is not ASCII.
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['é€😀', 'df9226927fd572c1ee66eec85de1bb139497614899f36e4e90474cb71f6ef9d0'],
  ])('of `%s`', (text, digest) => {
    expect(sha256(text)).toBe(digest);
  });
});

describe('a digest', () => {
  it('is over the canonical spelling', () => {
    expect(digestOf({ b: 1, a: null })).toBe(sha256('{"a":null,"b":1}'));
    expect(digestOf({ b: 1, a: null })).toBe(digestOf({ a: null, b: 1 }));
  });
});

describe('a derived id', () => {
  it('never changes, since grants and client tokens of recoveries in flight are made of it', () => {
    expect(derivedId('grant', 'rec-1', 'digest')).toBe('aa3fc2d9-8bb0-85da-9867-af895939b43a');
  });

  it('is a UUID of version 8 and of the variant of RFC 9562, whatever its parts', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    fc.assert(fc.property(fc.array(fc.string()), (parts) => expect(derivedId(...parts)).toMatch(uuid)));
  });

  it('differs for other parts, also for the same letters cut elsewhere', () => {
    const ids = [['a', 'bc'], ['ab', 'c'], ['abc'], ['abc', ''], ['', 'abc'], ['bc', 'a']];
    expect(new Set(ids.map((parts) => derivedId(...parts))).size).toBe(ids.length);
  });
});

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

describe('two values are the same', () => {
  it('whatever the order of their members, and only then', () => {
    expect(isSame({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] })).toBe(true);
    const others = [
      { a: [1, { b: 0 }], c: 'x' },
      { a: [1, { b: null }] },
      { a: [{ b: null }, 1], c: 'x' },
      [],
      null,
      'x',
    ];
    for (const other of others) expect(isSame({ a: [1, { b: null }], c: 'x' }, other)).toBe(false);
    expect(isSame([], {})).toBe(false);
    expect(isSame({ a: undefined }, { b: undefined })).toBe(false);
  });

  it('where their canonical spellings are', () => {
    const tree = fc.letrec<{ json: Json }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<Json>(null, true, 0, 1, 'a', 'b'),
        fc.array(tie('json'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('json'), { maxKeys: 2, noNullPrototype: true }),
      ),
    })).json;
    properties(
      fc.property(tree, tree, (one, other) => {
        expect(isSame(one, other)).toBe(canonical(one) === canonical(other));
        expect(isSame(one, JSON.parse(canonical(one)))).toBe(true);
      }),
      2_000,
    );
  });
});

const name = derivedId('a', 'b');
const mark = 'f'.repeat(MARK_DIGITS);

describe('a marked id', () => {
  it('fits into the id of a command, whatever its mark, and begins as all of its name do', () => {
    const id = markedId(name, mark);
    expect(id).toMatch(/^[a-z0-9-]{1,64}$/);
    expect(beginningOf(id)).toBe(`${name}-`);
    expect(beginningOf(markedId(name, '0'.repeat(MARK_DIGITS)))).toBe(beginningOf(id));
    expect(beginningOf(markedId(derivedId('a', 'c'), mark))).not.toBe(beginningOf(id));
  });

  it.each(['cmd-1', name, `${name}-`, `${name}-${mark}0`, `${name}-${mark.slice(1)}`, `x${name}-${mark}`, ''])(
    'is not `%s`',
    (id) => expect(beginningOf(id)).toBeUndefined(),
  );
});
