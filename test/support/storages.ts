import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A storage that was used once stays enabled until its process ends: Node copies its store into every later promise, also in suites that have
 * never heard of it. A worker runs hundreds of suites, each with storages of its own, and would spend a tenth of its time copying. So each
 * suite disables those of the suites before it; a storage that is used again is enabled again.
 */
const USED = Symbol.for('storages of suites that have ended');

type Shared = typeof AsyncLocalStorage.prototype & { [USED]?: Set<AsyncLocalStorage<unknown>> };
// Modules of Node are the same objects for every suite of a worker.
const shared = AsyncLocalStorage.prototype as Shared;

if (shared[USED] === undefined) {
  const used = new Set<AsyncLocalStorage<unknown>>();
  shared[USED] = used;
  const { run } = shared;
  shared.run = function noted(this: AsyncLocalStorage<unknown>, ...rest: unknown[]) {
    used.add(this);
    return Reflect.apply(run, this, rest) as unknown;
  } as typeof run;
}
for (const storage of shared[USED]) storage.disable();
shared[USED].clear();
