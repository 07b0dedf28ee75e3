/** Does a piece of work when it is its turn. */
export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Lets so many work at once. */
export function inTurns(most: number): InTurn {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
