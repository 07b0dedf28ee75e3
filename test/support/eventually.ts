import { setTimeout as pause } from 'node:timers/promises';

/** Checks until it holds, for what is eventually consistent; after five seconds, fails as the check does. */
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
