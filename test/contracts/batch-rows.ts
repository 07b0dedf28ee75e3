import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BatchRows, RowChunk } from '../../lambdas/ports/batch-rows.ts';
import { aPerson, NOW, PEOPLE } from '../support/fixtures.ts';

export interface BatchRowsUnderTest {
  readonly rows: BatchRows;
  stop(): Promise<void>;
}

const chunk = (from: number, count = 2): RowChunk => ({
  ...{ from, at: NOW, fresh: count, changing: 0, same: 0, apart: [from] },
  rows: Array.from({ length: count }, (_, at) => aPerson({ person: `person:row-${from + at}` })),
});

export function batchRowsContract(name: string, start: () => Promise<BatchRowsUnderTest>): void {
  describe(`${name} keeps the contract of uploaded rows`, () => {
    let test: BatchRowsUnderTest;
    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());
    const put = (digest: string, one: RowChunk, by: string = PEOPLE.admin) => test.rows.put({ digest, by }, one);
    const read = (digest: string, by: string = PEOPLE.admin) => test.rows.read({ digest, by });

    it('has no rows of a batch that nobody uploaded', async () => {
      expect(await read('a'.repeat(64))).toEqual([]);
    });

    it('gives the chunks of one batch in the order of their rows, whatever the order of their upload', async () => {
      const [one, other] = ['a'.repeat(64), 'b'.repeat(64)] as const;
      for (const from of [10_000, 2, 0, 100]) await put(one, chunk(from));
      await put(other, chunk(0, 1));
      expect((await read(one)).map(({ from }) => from)).toEqual([0, 2, 100, 10_000]);
      expect(await read(other)).toEqual([chunk(0, 1)]);
    });

    it('keeps apart what others upload of the same batch', async () => {
      await put('d', chunk(0, 2));
      await put('d', chunk(0, 3), PEOPLE.secondAdmin);
      await put('d', chunk(2, 1), PEOPLE.secondAdmin);
      expect(await read('d')).toEqual([chunk(0, 2)]);
      expect(await read('d', PEOPLE.secondAdmin)).toEqual([chunk(0, 3), chunk(2, 1)]);
      expect(await read('d', PEOPLE.agent)).toEqual([]);
    });

    it('keeps the last of the chunks that begin at one row', async () => {
      await put('d', chunk(0, 2));
      await put('d', chunk(0, 3));
      await put('d', chunk(0, 3));
      expect(await read('d')).toEqual([chunk(0, 3)]);
    });

    it('reads more than one page of them', async () => {
      const large: RowChunk = { ...chunk(0, 1), rows: [aPerson({ name: 'x'.repeat(200_000) })] };
      for (const from of [0, 1, 2, 3, 4, 5, 6]) await put('d', { ...large, from });
      expect(await read('d')).toHaveLength(7);
    });
  });
}
