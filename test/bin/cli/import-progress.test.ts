import { describe, expect, it } from '@jest/globals';
import { inTurns } from '../../../bin/cli/registry/import/progress.ts';

const one = (index: number) => ({ index, records: [index] });
const ITEMS = Array.from({ length: 400 }, (_, index) => one(index));

function telling(secondsEach: number) {
  const lines: string[] = [];
  let done = 0;
  const terminal = {
    err: (text: string) => void lines.push(text),
    now: () => new Date(Date.UTC(2026, 10, 29) + done * secondsEach * 1000).toISOString(),
  };
  return { terminal, lines, did: () => (done += 1) };
}

describe('the records of an import', () => {
  it('are worked a few at once, and their results keep their order', async () => {
    const { terminal } = telling(0);
    let [running, most] = [0, 0];
    const made = await inTurns(ITEMS, { terminal }, 'read', async ({ index: item }) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, item % 3));
      running -= 1;
      return item * 2;
    });
    expect(made).toEqual(ITEMS.map(({ index }) => index * 2));
    expect(most).toBe(4);
  });

  it('tell how many are done, and about how long the rest takes', async () => {
    const { terminal, lines, did } = telling(2);
    await inTurns(ITEMS, { terminal }, 'proposed', async () => did());
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^proposed: 100 of 400, about 1\d min left\n$/);
    expect(lines[3]).toBe('proposed: 400 of 400\n');
  });

  it('are counted, and not the requests that carry them', async () => {
    const { terminal, lines } = telling(0);
    const chunks = Array.from({ length: 12 }, () => ({ records: Array.from({ length: 100 }, () => 0) }));
    await inTurns(chunks, { terminal }, 'checked', async () => 0);
    expect(lines.at(-1)).toBe('checked: 1,200 of 1,200\n');
  });

  it('tell it twenty times at most', async () => {
    const { terminal, lines } = telling(0);
    await inTurns(
      Array.from({ length: 10_000 }, (_, index) => one(index)),
      { terminal },
      'read',
      async () => 0,
    );
    expect(lines).toHaveLength(20);
  });

  it('are not begun any more after a failure, which is thrown when nothing runs', async () => {
    const { terminal } = telling(0);
    let [begun, running] = [0, 0];
    const work = async ({ index: item }: { readonly index: number }) => {
      begun += 1;
      running += 1;
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      if (item === 10) throw new Error('the line was cut');
    };
    await expect(inTurns(ITEMS, { terminal }, 'read', work)).rejects.toThrow('the line was cut');
    expect(running).toBe(0);
    expect(begun).toBeLessThan(30);
  });
});
