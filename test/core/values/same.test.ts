import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical, type Json } from '../../../lambdas/core/values/canonical.ts';
import { isSame } from '../../../lambdas/core/values/same.ts';
import { properties } from '../../support/properties.ts';

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
