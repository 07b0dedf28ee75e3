import { describe, expect, it } from '@jest/globals';
import {
  eventTimeIn,
  type Field,
  flawIn,
  isPointer,
  labelChange,
  pointersIn,
  pointerTo,
  readField,
  valueAt,
  withLabels,
} from '../../../lambdas/core/intake/field.ts';

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

const RULE = { is: ['updated'], items: '/changelog/items', field: 'labels', labels: '/issue/fields/labels' };
const change = (...items: unknown[]) => labelChange(RULE, { changelog: { items } });

describe('a change of labels', () => {
  it('is what stood before the first and after the last of its items', () => {
    const items = [
      { field: 'labels', fromString: '', toString: 'a' },
      { field: 'status', fromString: 'x', toString: 'y' },
      { field: 'labels', fromString: 'a', toString: ' a  b ' },
    ];
    expect(change(...items)).toEqual({ before: [], after: ['a', 'b'] });
  });

  it.each([[[]], [[{ field: 'status', toString: 'a' }]], [['labels']], [[null]]])('is none in %j', (items) => {
    expect(change(...items)).toBeUndefined();
  });

  it('never takes what every object inherits for a text', () => {
    expect(change({ field: 'labels' })).toEqual({ before: [], after: [] });
    expect(labelChange(RULE, { changelog: { items: 'labels' } })).toBeUndefined();
  });

  it('makes the document as it was, and leaves the document alone', () => {
    const document = { issue: { key: 'K', fields: { labels: ['x'], summary: 's' } } };
    expect(withLabels(document, RULE.labels, ['y'])).toEqual({
      issue: { key: 'K', fields: { labels: ['y'], summary: 's' } },
    });
    expect(document.issue.fields.labels).toEqual(['x']);
    expect(withLabels(null, RULE.labels, ['y'])).toEqual({ issue: { fields: { labels: ['y'] } } });
  });
});

describe('a flaw of a document', () => {
  it.each([
    ['at the place', ['issue', 'key'], 'flawed'],
    ['on the way to it', ['issue'], 'flawed'],
    ['at its root', [], 'flawed'],
    ['within it', ['issue', 'key', '0', 'x'], 'flawed'],
    ['beside it', ['issue', 'keys'], undefined],
    ['elsewhere', ['user', 'key'], undefined],
  ])('counts where it is %s: %j', (_, path, expected) => {
    expect(flawIn([{ code: 'flawed', path }], ['/a/b', '/issue/key'])).toBe(expected);
  });

  it('is found under names with a slash or a tilde', () => {
    expect(flawIn([{ code: 'flawed', path: ['a/b', 'c~d'] }], ['/a~1b/c~0d'])).toBe('flawed');
  });

  it('is looked for in every place that a mapping reads, and in no word of a table', () => {
    const mapping = {
      event: { from: '/type', is: ['/no'] },
      ticket: { from: ['/id'], links: ['/link'] },
      changes: { items: '/items', labels: '/labels', field: '/no' },
      channel: { from: ['/via'], table: { from: '/no' }, otherwise: '/no' },
    };
    expect(pointersIn(mapping)).toEqual(['/type', '/id', '/link', '/items', '/labels', '/via']);
  });
});

const at = (unit: 'milliseconds' | 'seconds' | 'iso-8601', time: unknown) =>
  eventTimeIn({ from: '/time', unit }, { time });

describe('the time of an event', () => {
  it('is read in the unit of its mapping', () => {
    const moment = '2026-11-20T10:00:00.000Z';
    expect(at('milliseconds', Date.parse(moment))).toBe(moment);
    expect(at('seconds', Date.parse(moment) / 1000)).toBe(moment);
    expect(at('iso-8601', '2026-11-20T11:00:00+01:00')).toBe(moment);
  });

  it.each([
    ['milliseconds', '1763632800000'],
    ['milliseconds', 1e300],
    ['seconds', null],
    ['iso-8601', 1763632800000],
    ['iso-8601', '20 November 2026'],
    ['iso-8601', '2026-11-20'],
  ] as const)('is none for %s that are %j', (unit, value) => {
    expect(at(unit, value)).toBeNull();
  });

  it('is none where the mapping names none', () => {
    expect(eventTimeIn(undefined, { time: 1 })).toBeNull();
  });
});
