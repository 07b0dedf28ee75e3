import { describe, expect, it } from '@jest/globals';
import { type Field, isPointer, pointerTo, readField, valueAt } from '../../../lambdas/core/intake/field.ts';

const values = (field: Field, document: unknown): readonly string[] => readField(field, document).values;

describe('readField', () => {
  it('takes the first pointer that holds something', () => {
    expect(values({ from: ['/a', '/b', '/c'] }, { a: ' ', b: 'two', c: 'three' })).toEqual(['two']);
  });

  it('reads texts, whole numbers and lists of them', () => {
    const document = { list: [' one ', 2, 2.5, null, true, {}, ['x'], 'one', 2 ** 53] };
    expect(values({ from: ['/list'] }, document)).toEqual(['one', '2']);
  });

  it('reads a member of each object in a list', () => {
    const document = { list: [{ value: 'one' }, { value: 'two' }, { other: 'three' }, 'four'] };
    expect(values({ from: ['/list'], each: '/value' }, document)).toEqual(['one', 'two']);
  });

  it('reads the labels with a prefix, without it', () => {
    const document = { labels: ['account:a', 'accounts', 'account:', 'ACCOUNT:b'] };
    expect(values({ from: ['/labels'], prefix: 'account:' }, document)).toEqual(['a']);
  });

  it('translates through the table, whatever the case, and says when something was not in it', () => {
    const field: Field = { from: ['/v'], table: { yes: 'ja' } };
    expect(readField(field, { v: 'YES' })).toEqual({ values: ['ja'], unknown: false });
    expect(readField(field, { v: ['yes', 'no'] })).toEqual({ values: ['ja'], unknown: true });
    expect(readField(field, { v: 'constructor' })).toEqual({ values: [], unknown: true });
  });

  it('falls back to the value for nothing found', () => {
    expect(values({ from: ['/v'], otherwise: 'ticket' }, {})).toEqual(['ticket']);
    expect(values({ otherwise: 'constant' }, {})).toEqual(['constant']);
    expect(values({ from: ['/v'], otherwise: 'ticket' }, { v: 'phone' })).toEqual(['phone']);
    expect(values({}, { v: 'phone' })).toEqual([]);
  });
});

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
