import fc from 'fast-check';

/** Set `SEED` to repeat a run; every failure prints the one it had. */
export const SEED = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 0x7fffffff));

/** Checks a property on many examples. A failure names its seed, the smallest example, and how to run it again. */
export function properties<Example>(property: fc.IProperty<Example>, runs = 1_000): void {
  fc.assert(property, { seed: SEED, numRuns: runs, includeErrorInReport: true });
}
