import { describe, expect, it } from '@jest/globals';
import { MOST_STEPS, partsOf, unquoted } from '../../../lambdas/core/values/json-text.ts';

const seen = (text: string) =>
  [...partsOf(text)].map(({ kind, raw, at, depth }) => {
    expect(text.slice(at, at + raw.length)).toBe(raw);
    return [kind, raw, depth];
  });

const pathsOf = (text: string): string[] => {
  const paths: string[] = [];
  for (const part of partsOf(text)) if (part.kind !== 'name' && part.kind !== 'open') paths.push(part.path().join('/'));
  return paths;
};

describe('the parts of a JSON text', () => {
  it('are told as they are written, in order, with their depth', () => {
    expect(seen('{ "a" : [1.10, "\\u0041,]"], "b":{} }')).toEqual([
      ['open', '{', 1],
      ['name', '"a"', 1],
      ['open', '[', 2],
      ['number', '1.10', 2],
      ['string', '"\\u0041,]"', 2],
      ['name', '"b"', 1],
      ['open', '{', 2],
    ]);
  });

  it('have the path of names and indexes to them', () => {
    expect(pathsOf('{"a":[1,{"b":2},[3]],"c/d":"4"}')).toEqual(['a/0', 'a/1/b', 'a/2/0', 'c/d']);
  });

  it('show a member that its object has twice, however its name is spelled', () => {
    const repeated = (text: string) =>
      [...partsOf(text)].filter(({ isRepeated }) => isRepeated).map(({ raw }) => unquoted(raw));
    expect(repeated('{"a":1,"\\u0061":2,"b":{"a":3},"b":4}')).toEqual(['a', 'b']);
    expect(repeated('[{"a":1},{"a":2}]')).toEqual([]);
  });

  it('are told in linear time however deep a text goes, with a path that is cut', () => {
    const deep = `${'['.repeat(200_000)}7${']'.repeat(200_000)}`;
    const lengths = [...pathsOf(deep)].map((path) => path.split('/').length);
    expect(lengths).toEqual([MOST_STEPS]);
  });
});
