import type { Burst } from '../core/recovery/views/burst.ts';

/** A burst, and the version under which it can be replaced; 0 where there is none yet. */
export interface KeptBurst {
  readonly burst: Burst;
  readonly version: number;
}

/** What each reader was asked lately. Written by the notices function only. Throws `AdapterError`. */
export interface Bursts {
  /** Strongly consistent. */
  load(reader: string): Promise<KeptBurst>;
  /** Replaces what was loaded; false when somebody else did so first. `at`: now. */
  replace(reader: string, kept: KeptBurst, at: string): Promise<boolean>;
}
