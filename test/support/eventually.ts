import { setTimeout as pause } from 'node:timers/promises';

/** Repeats an eventually consistent check until it passes; after these seconds, by default five, fails with the check's error. */
export async function eventually(check: () => Promise<void>, seconds = 5): Promise<void> {
  for (let left = seconds * 10; ; left -= 1) {
    try {
      return await check();
    } catch (error) {
      if (left === 0) throw error;
      await pause(100);
    }
  }
}
