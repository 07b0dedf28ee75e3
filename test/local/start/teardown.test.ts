import { describe, expect, it } from '@jest/globals';
import { Teardown } from '../../../local/start/teardown.ts';

describe('Teardown', () => {
  it('undoes the last first', async () => {
    const done: number[] = [];
    const down = new Teardown();
    for (const step of [1, 2, 3]) down.add(async () => void done.push(step));
    await down.run();
    expect(done).toEqual([3, 2, 1]);
  });

  it('undoes everything although a step fails, and tells the first failure', async () => {
    const done: number[] = [];
    const down = new Teardown();
    down.add(async () => void done.push(1));
    down.add(() => Promise.reject(new Error('second')));
    down.add(() => Promise.reject(new Error('first')));
    await expect(down.run()).rejects.toThrow('first');
    expect(done).toEqual([1]);
  });

  it('undoes once', async () => {
    let times = 0;
    const down = new Teardown();
    down.add(async () => {
      times += 1;
    });
    await Promise.all([down.run(), down.run()]);
    await down.run();
    expect(times).toBe(1);
  });
});
