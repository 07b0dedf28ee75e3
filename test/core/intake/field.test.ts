import { describe, expect, it } from '@jest/globals';
import { type Field, readField } from '../../../lambdas/core/intake/field.ts';

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
