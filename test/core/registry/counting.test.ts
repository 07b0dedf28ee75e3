import { expect, it } from '@jest/globals';
import { accountMark, COUNTED_FOR, countedAt } from '../../../lambdas/core/registry/counting.ts';
import { at, NOW } from '../../support/fixtures.ts';

it('accounts count for a day, each once, by a mark that says nothing of them', () => {
  const counted = [
    { at: at(-COUNTED_FOR), marks: ['gone'] },
    { at: at(1 - COUNTED_FOR), marks: ['a', 'b'] },
    { at: at(-60), marks: ['b', 'c'] },
  ];
  expect([...countedAt(counted, NOW)]).toEqual(['a', 'b', 'c']);
  expect(accountMark('entra:jane@contoso.example')).toMatch(/^[0-9a-f]{8}$/);
  expect(accountMark('entra:jane@contoso.example')).not.toBe(accountMark('entra:bob@contoso.example'));
});
