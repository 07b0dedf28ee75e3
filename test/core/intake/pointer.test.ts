import { describe, expect, it } from '@jest/globals';
import { isPointer, pointerTo, valueAt } from '../../../lambdas/core/intake/pointer.ts';

describe('JSON pointers', () => {
  // RFC 6901 section 5
  const document = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'e^f': 3,
    'g|h': 4,
    'i\\j': 5,
    'k"l': 6,
    ' ': 7,
    'm~n': 8,
  };

  it.each([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('reads the example %j of RFC 6901', (pointer, value) => {
    expect(isPointer(pointer)).toBe(true);
    expect(valueAt(document, pointer)).toEqual(value);
  });

  it.each(['/foo/2', '/foo/01', '/foo/-', '/foo/length', '/nothing', '/nothing/more', '/a~1b/x', '/m~01n'])(
    'finds nothing at %j',
    (pointer) => {
      expect(valueAt(document, pointer)).toBeUndefined();
    },
  );

  it.each(['/__proto__', '/constructor', '/constructor/name', '/foo/constructor', '/toString'])(
    'does not reach what every object inherits: %j',
    (pointer) => {
      expect(valueAt(document, pointer)).toBeUndefined();
    },
  );

  it.each([null, undefined, 7, 'text', true])('finds nothing in %j', (value) => {
    expect(valueAt(value, '/length')).toBeUndefined();
  });

  it.each(['foo', '/a~', '/a~2', 'a/b'])('is not %j', (text) => {
    expect(isPointer(text)).toBe(false);
  });

  it('writes the pointer to a path', () => {
    expect(pointerTo([])).toBe('');
    expect(pointerTo(['a/b', 0, 'm~n'])).toBe('/a~1b/0/m~0n');
  });
});
