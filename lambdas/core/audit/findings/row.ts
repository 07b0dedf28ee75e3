export const FINDING_SEVERITIES = ['error', 'warning'] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** `error`: something does not work, or protects nobody; `warning`: it will, or one more absence is enough. `next`: what to do, without a period. */
export interface Row {
  readonly severity: FindingSeverity;
  readonly says: string;
  readonly next: string;
}
