import { log } from '../../lambdas/app/log.ts';

/** The steps to undo when a thing of many parts ends, or cannot be completed. */
export class Teardown {
  readonly #steps: (() => Promise<void>)[] = [];
  #done: Promise<void> | undefined;

  /** Later steps are undone first. */
  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Undoes all steps, even after a failed one; throws the first failure at the end. A second call waits for the first. */
  run(): Promise<void> {
    this.#done ??= this.#run();
    return this.#done;
  }

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

/** Repeats work at an interval and logs its failures. Returns a function that stops it. */
export function every(ms: number, work: () => Promise<unknown>): () => Promise<void> {
  const timer = setInterval(() => void work().catch((error: unknown) => log('error', 'task failed', { error })), ms);
  return async () => clearInterval(timer);
}
