import { describe, expect, it } from '@jest/globals';
import { isPointer } from '../../../lambdas/core/intake/field.ts';
import type { SourceMapping } from '../../../lambdas/core/intake/mapping.ts';
import { SOURCES } from '../../../lambdas/core/intake/sources.ts';
import { ACTIONS } from '../../../lambdas/core/registry/account.ts';

describe.each(Object.entries(SOURCES))(
  'the built-in mapping of %s',
  (_, { mapping }: { readonly mapping: SourceMapping }) => {
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
  },
);
