import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { derivedId, digestOf, sha256 } from '../../../lambdas/core/values/hash.ts';

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
