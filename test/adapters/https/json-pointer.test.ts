import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../../../lambdas/adapters/https/json-pointer.ts';

/** The document of RFC 6901 section 5. */
const DOCUMENT = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8, ' ': 7 };

describe('a JSON Pointer', () => {
  it.each([
    ['', DOCUMENT],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/m~0n', 8],
    ['/ ', 7],
    ['/foo/2', undefined],
    ['/nothing/there', undefined],
    ['/constructor', undefined],
    ['/foo/0/length', undefined],
  ])('`%s` leads there', (pointer, expected) => {
    expect(pointedAt(DOCUMENT, pointer)).toEqual(expected);
  });
});
