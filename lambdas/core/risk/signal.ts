import { plusSeconds } from '../instant.ts';
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

/** Touches within the last so many seconds. */
export function within({ history, now }: RiskFacts, seconds: number): RiskFacts['history'] {
  const since = plusSeconds(now, -seconds);
  return history.filter(({ at }) => at >= since);
}

export const HOUR = 3600;
export const DAY = 24 * HOUR;
