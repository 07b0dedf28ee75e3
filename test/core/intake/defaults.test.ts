import { describe, expect, it } from '@jest/globals';
import { DEFAULT_MAPPINGS } from '../../../lambdas/core/intake/defaults.ts';
import { isPointer } from '../../../lambdas/core/intake/field.ts';
import { ACTIONS } from '../../../lambdas/core/registry/account.ts';

describe.each(Object.entries(DEFAULT_MAPPINGS))('the built-in mapping of %s', (_, mapping) => {
  it('has only JSON pointers where pointers belong', () => {
    const pointers = JSON.stringify(mapping).match(/"\/[^"]*"/g) ?? [];
    expect(pointers.length).toBeGreaterThan(5);
    expect(pointers.map((text) => JSON.parse(text) as string).filter((pointer) => !isPointer(pointer))).toEqual([]);
  });

  it('knows a word for every action and no other', () => {
    expect([...new Set(Object.values(mapping.actions.table ?? {}))].sort()).toEqual([...ACTIONS].sort());
  });

  it('looks words up as the table writes them', () => {
    const words = Object.keys(mapping.actions.table ?? {});
    expect(words).toEqual(words.map((word) => word.toLowerCase()));
  });
});
