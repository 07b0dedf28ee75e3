/** One number that was measured, and the bound that the project claims for it. */
export interface Measure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'KiB' | 'ms' | 'µs';
  /** Absent where nothing is claimed. */
  readonly atMost?: number;
}

export interface Bench {
  readonly says: string;
  run(): Promise<readonly Measure[]>;
}

export const holds = ({ value, atMost }: Measure): boolean => atMost === undefined || value <= atMost;

/** The value below which this share of the samples lies; nearest rank. Throws a `RangeError` for no samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('there are no samples');
  return found;
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

/** The middle of some samples, for which something is claimed, and their tail, which other programs on the machine make. */
export const spread = (what: string, samples: readonly number[], atMost: number): readonly Measure[] => [
  { what: `${what}, p50`, value: percentile(samples, 0.5), unit: 'µs', atMost },
  { what: `${what}, p99`, value: percentile(samples, 0.99), unit: 'µs' },
];

/** The same, where the claim is about the tail: of several rounds the middle one. */
export function tail(what: string, rounds: readonly (readonly number[])[], atMost: number): readonly Measure[] {
  const usual = (share: number): number =>
    percentile(
      rounds.map((samples) => percentile(samples, share)),
      0.5,
    );
  return [
    { what: `${what}, p50`, value: usual(0.5), unit: 'µs' },
    { what: `${what}, p99`, value: usual(0.99), unit: 'µs', atMost },
  ];
}

/** A table for people: what, how much, and whether it is within what is claimed. */
export function table(measures: readonly Measure[]): string {
  const widest = Math.max(0, ...measures.map(({ what }) => what.length));
  return measures
    .map((measure) => {
      const { what, value, unit, atMost } = measure;
      const claim = atMost === undefined ? '' : `  (at most ${atMost}${holds(measure) ? '' : ', MISSED'})`;
      return `  ${what.padEnd(widest)}  ${value.toFixed(1).padStart(9)} ${unit}${claim}\n`;
    })
    .join('');
}
