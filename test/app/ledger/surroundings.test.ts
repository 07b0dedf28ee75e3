import { expect, it } from '@jest/globals';
import { surroundings } from '../../../lambdas/app/ledger/surroundings.ts';

it('tells the time as the ledger writes it', () => {
  const before = Date.now();
  const now = surroundings.now();
  expect(now).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  expect(Date.parse(now)).toBeGreaterThanOrEqual(before);
});

it('makes ids of 26 letters and digits, using all of them, and never the same', () => {
  const ids = Array.from({ length: 1000 }, () => surroundings.newId());
  for (const id of ids) expect(id).toMatch(/^[a-z2-7]{26}$/);
  expect(new Set(ids).size).toBe(1000);
  expect(new Set(ids.join('')).size).toBe(32);
});
