/** One number that was measured, and the bound that the project claims for it. */
export interface Measure {
  readonly what: string;
  readonly value: number;
  /** `x`: times a reference that was measured in the same run, so that a slow machine misses nothing that a fast one holds. */
  readonly unit: 'KiB' | 'ms' | 'µs' | 'x';
  /** Absent where nothing is claimed. Never of a time. */
  readonly atMost?: number;
}

export interface Bench {
  readonly says: string;
  run(): Promise<readonly Measure[]>;
}

export const holds = ({ value, atMost }: Measure): boolean => atMost === undefined || value <= atMost;

/** What `npm run bench` exits with: 1 where a claim does not hold. */
export const exitCodeOf = (measures: readonly Measure[]): 0 | 1 => (measures.every(holds) ? 0 : 1);

/** The value below which this share of the samples lies; nearest rank. Throws a `RangeError` for no samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('there are no samples');
  return found;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** How many times as long as the reference of the same round; the middle of all rounds. Throws a `RangeError` for rounds that do not pair. */
export function ratio(rounds: readonly number[], reference: readonly number[]): number {
  if (rounds.length !== reference.length) throw new RangeError('each round needs a reference of its own');
  return median(rounds.map((value, round) => value / (reference[round] ?? Number.NaN)));
}

/**
 * How many times as long as the reference, each at its fastest: what else a machine does makes a run slower and never faster. Throws a
 * `RangeError` where either has no rounds.
 */
export function leastRatio(rounds: readonly number[], reference: readonly number[]): number {
  return percentile(rounds, 0) / percentile(reference, 0);
}

/**
 * Runs it often, after a while in which it grows warm, and gives how much processor time each run took, in microseconds: on a machine with
 * nothing else to do that is how long it took.
 */
export function timed(run: () => unknown, runs: number): readonly number[] {
  for (let round = 0; round < runs; round += 1) run();
  return Array.from({ length: runs }, () => {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    return user + system;
  });
}

/** A table for people: what, how much, and whether it is within what is claimed. */
export function table(measures: readonly Measure[]): string {
  const widest = Math.max(0, ...measures.map(({ what }) => what.length));
  return measures
    .map((measure) => {
      const { what, value, unit, atMost } = measure;
      const claim = atMost === undefined ? '' : `  (at most ${atMost}${holds(measure) ? '' : ', MISSED'})`;
      const digits = unit === 'x' ? 2 : 1;
      return `  ${what.padEnd(widest)}  ${value.toFixed(digits).padStart(9)} ${unit}${claim}\n`;
    })
    .join('');
}
