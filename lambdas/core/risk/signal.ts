import { plusSeconds } from '../values/instant.ts';
import type { RiskFacts } from './facts.ts';

/** One explained contribution to the score. */
export interface Signal {
  readonly name: string;
  /** Whole and positive: a signal only ever adds. */
  readonly weight: number;
  /** A sentence for the approver, without personal data. */
  readonly sentence: string;
}

/** A rule of thumb about requests: what it looks for, how much it weighs, and what it found. */
export interface Detector {
  readonly name: string;
  readonly weight: number;
  /** The sentence when it is found; undefined when it is not. */
  readonly detect: (facts: RiskFacts) => string | undefined;
}

/** Touches within the last so many seconds. Several detectors ask for the same ones: they are looked for once. */
export function within(facts: RiskFacts, seconds: number): RiskFacts['history'] {
  const found = windowsOf.get(facts) ?? new Map<number, RiskFacts['history']>();
  const known = found.get(seconds);
  if (known !== undefined) return known;
  const since = plusSeconds(facts.now, -seconds);
  const touches = facts.history.filter(({ at }) => at >= since);
  windowsOf.set(facts, found.set(seconds, touches));
  return touches;
}

const windowsOf = new WeakMap<RiskFacts, Map<number, RiskFacts['history']>>();

export const HOUR = 3600;
export const DAY = 24 * HOUR;
