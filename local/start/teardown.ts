import { log } from '../../lambdas/app/log.ts';

/** What must be undone when a thing that is made of many parts goes, or cannot be made to its end. */
export class Teardown {
  readonly #steps: (() => Promise<void>)[] = [];
  #done: Promise<void> | undefined;

  /** Later steps are undone first. */
  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Undoes everything, also after a step that fails; throws the first failure at the end. A second call waits for the first. */
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

/** Does something again and again, and notes in the log when it fails. Gives back how to call it off. */
export function every(ms: number, work: () => Promise<unknown>): () => Promise<void> {
  const timer = setInterval(() => void work().catch((error: unknown) => log('error', 'task failed', { error })), ms);
  return async () => clearInterval(timer);
}
