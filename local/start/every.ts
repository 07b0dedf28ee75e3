import { log } from '../../lambdas/app/log.ts';

/** Does something again and again, and notes in the log when it fails. Gives back how to call it off. */
export function every(ms: number, work: () => Promise<unknown>): () => Promise<void> {
  const timer = setInterval(() => void work().catch((error: unknown) => log('error', 'task failed', { error })), ms);
  return async () => clearInterval(timer);
}
