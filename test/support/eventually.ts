import { setTimeout as pause } from 'node:timers/promises';

/** Repeats an eventually consistent check until it passes; after five seconds, fails with the check's error. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  for (let left = 50; ; left -= 1) {
    try {
      return await check();
    } catch (error) {
      if (left === 0) throw error;
      await pause(100);
    }
  }
}
