import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes on the heap that are still referenced. */
export async function heapInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What waits for a turn of the event loop, or for a finalizer, goes with a later collection.
  for (let round = 0; round < 4; round += 1) {
    await pause(50);
    collect();
  }
  return process.memoryUsage().heapUsed;
}
