/** The answers about changes in directories that the console uses. */

interface SeenChange {
  readonly account: string;
  readonly seq: number;
  readonly recordedAt: string;
  readonly tier: string | null;
  readonly change: {
    readonly connector: string;
    readonly kind: string;
    readonly at: string;
    readonly by: { readonly as: string; readonly name: string | null };
  };
  readonly cause: string | null;
}

/** `GET /receipts`. */
export interface StaffReceipts {
  readonly month: string;
  readonly items: readonly (SeenChange & { readonly recovery: string | null })[];
  readonly next?: string;
  /** The signed tally of the month; null before it is made. */
  readonly tally: {
    readonly changes: number;
    readonly governed: number;
    readonly ungoverned: number;
    readonly text: string;
    readonly seq: number;
    readonly at: string;
  } | null;
}
