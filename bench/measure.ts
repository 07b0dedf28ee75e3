/** One measured number, with the project's claimed bound. */
export interface Measure {
  readonly what: string;
  readonly value: number;
  /** `x`: multiples of a reference measured in the same run, so that a slow machine does not fail a claim. */
  readonly unit: 'KiB' | 'ms' | 'µs' | 'x' | 's' | 'calls' | 'passing' | 'people' | 'grants' | 'unproved';
  /** Absent without a claim. Never for an absolute time. */
  readonly atMost?: number;
}

export interface Bench {
  readonly says: string;
  run(): Promise<readonly Measure[]>;
}

export const holds = ({ value, atMost }: Measure): boolean => atMost === undefined || value <= atMost;

/** The exit code of `npm run bench`: 1 when a claim does not hold. */
export const exitCodeOf = (measures: readonly Measure[]): 0 | 1 => (measures.every(holds) ? 0 : 1);

/** The value below which this share of the samples lies; nearest rank. Throws a `RangeError` for no samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('there are no samples');
  return found;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** The median ratio to the reference of the same round. Throws a `RangeError` for rounds without a partner. */
export function ratio(rounds: readonly number[], reference: readonly number[]): number {
  if (rounds.length !== reference.length) throw new RangeError('each round needs a reference of its own');
  return median(rounds.map((value, round) => value / (reference[round] ?? Number.NaN)));
}

/** The ratio of both fastest rounds: other work on the machine only makes a run slower. Throws a `RangeError` when either has no rounds. */
export function leastRatio(rounds: readonly number[], reference: readonly number[]): number {
  return percentile(rounds, 0) / percentile(reference, 0);
}

/** Warms up, then returns the processor time of each run in microseconds: on an idle machine this is the elapsed time. */
export function timed(run: () => unknown, runs: number): readonly number[] {
  for (let round = 0; round < runs; round += 1) run();
  return Array.from({ length: runs }, () => {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    return user + system;
  });
}

const COUNTED: ReadonlySet<Measure['unit']> = new Set(['calls', 'passing', 'people', 'grants', 'unproved']);

/** Columns that a name has beside its value; a longer one has a line of its own. */
const WIDEST = 90;

/** A table: the measure, its value, and whether it is within the claim. */
export function table(measures: readonly Measure[]): string {
  const widest = Math.max(0, ...measures.map(({ what }) => what.length).filter((length) => length <= WIDEST));
  return measures
    .map((measure) => {
      const { what, value, unit, atMost } = measure;
      const claim = atMost === undefined ? '' : `  (at most ${atMost}${holds(measure) ? '' : ', MISSED'})`;
      const digits = unit === 'x' ? 2 : COUNTED.has(unit) ? 0 : 1;
      const name = what.length <= WIDEST ? what.padEnd(widest) : `${what}\n${' '.repeat(widest + 2)}`;
      return `  ${name}  ${value.toFixed(digits).padStart(9)} ${unit}${claim}\n`;
    })
    .join('');
}
