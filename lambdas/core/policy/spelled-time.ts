const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** Seconds as a policy spells them, in the largest unit that divides them: `8d`, `90m`, `45s`; nothing is `0s`. */
export function spelledTime(seconds: number): string {
  const unit = UNITS.find(([, size]) => seconds !== 0 && seconds % size === 0);
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`;
}
