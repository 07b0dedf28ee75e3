/** Node's timers end at 2^31 - 1 ms, a little more than 24 days, and fire at once beyond that. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** Calls back after `ms`, however long that is. Returns a function that cancels it. */
export function after(ms: number, callback: () => void): () => void {
  const endsAt = performance.now() + ms;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = endsAt - performance.now();
    timer = setTimeout(left > LONGEST_TIMER_MS ? arm : callback, Math.min(Math.max(left, 0), LONGEST_TIMER_MS));
  };
  arm();
  return () => clearTimeout(timer);
}
