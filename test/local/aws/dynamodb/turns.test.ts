import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Turns } from '../../../../local/aws/dynamodb/turns.ts';

/** Runs calls at once; tells what began and ended, in order. */
async function order(calls: readonly (readonly [kind: 'read' | 'write', ...tables: readonly string[]])[]) {
  const turns = new Turns();
  const said: string[] = [];
  await Promise.all(
    calls.map(([kind, ...tables], index) =>
      turns.take(tables, kind, async () => {
        said.push(`${index} begins`);
        await pause(5);
        said.push(`${index} ends`);
      }),
    ),
  );
  return said;
}

describe('turns at a table', () => {
  it('let reads run together', async () => {
    expect(
      await order([
        ['read', 'a'],
        ['read', 'a'],
      ]),
    ).toEqual(['0 begins', '1 begins', '0 ends', '1 ends']);
  });

  it('let a write run alone, in the order of the calls', async () => {
    const said = await order([
      ['read', 'a'],
      ['write', 'a'],
      ['write', 'a'],
      ['read', 'a'],
    ]);
    expect(said).toEqual([0, 1, 2, 3].flatMap((index) => [`${index} begins`, `${index} ends`]));
  });

  it('at other tables wait for nothing', async () => {
    expect(
      (
        await order([
          ['write', 'a'],
          ['write', 'b'],
        ])
      ).slice(0, 2),
    ).toEqual(['0 begins', '1 begins']);
  });

  it('at several tables are taken at once, whatever their order', async () => {
    expect(
      await order([
        ['write', 'a', 'b'],
        ['write', 'b', 'a'],
        ['write', 'a', 'a'],
      ]),
    ).toHaveLength(6);
  });

  it('end with an error, which only its caller gets', async () => {
    const turns = new Turns();
    const failing = turns.take(['a'], 'write', async () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await expect(turns.take(['a'], 'write', async () => 'next')).resolves.toBe('next');
  });
});
