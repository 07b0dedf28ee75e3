import fc from 'fast-check';

/** Set `SEED` to repeat a run; every failure prints its seed. */
export const SEED = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 0x7fffffff));

/** Checks a property on many examples. A failure prints its seed, the smallest example, and how to repeat it. */
export function properties<Example>(property: fc.IProperty<Example>, runs = 1_000): void {
  fc.assert(property, { seed: SEED, numRuns: runs, includeErrorInReport: true });
}
