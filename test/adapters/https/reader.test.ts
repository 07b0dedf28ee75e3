import { expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { readerOf } from '../../../lambdas/adapters/https/reader.ts';

const read = readerOf('Acme');
const shape = z.object({ user: z.object({ id: z.string() }) });

it('reads an answer of the published shape', () => {
  expect(read(shape, { user: { id: 'u-1', more: 1 } })).toEqual({ user: { id: 'u-1' } });
});

it('refuses another one by its vendor and its places, and repeats no value', () => {
  const given = () => read(shape, { user: { id: 4711 } });
  expect(given).toThrow('an answer of Acme is not readable at: user.id');
  expect(given).toThrow(expect.objectContaining({ code: 'unexpected', retryable: false }));
  expect(given).not.toThrow('4711');
});
