/** Events for other systems: ids and facts, never evidence, addresses or credentials. */
export const BUS = {
  source: 'countersign',
  /** `detail-type` is the name of the ledger event, e.g. `GrantIssued`. */
} as const;

export interface BusDetail {
  readonly account: string;
  readonly seq: number;
  readonly recovery: string | null;
  readonly at: string;
  readonly action: string | null;
  readonly tier: string | null;
  readonly kind: string | null;
}
