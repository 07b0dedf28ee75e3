/** Messages about work by hand, between the console and the API. Texts by people are untrusted. */

/** The stage of work by hand: what was approved, or its end. */
type Stage = 'perform' | 'revoke';

/** The last report of a stage, and what a second person said of it. */
export interface StaffWork {
  readonly stage: Stage;
  readonly operator: string;
  readonly reference: string;
  readonly note: string;
  readonly at: string;
  readonly confirmation: { readonly by: string; readonly note: string; readonly at: string } | null;
}

/** What the caller may say of work by hand: report it, or confirm the report with this digest. */
export interface WorkOffer {
  readonly stage: Stage;
  readonly report: boolean;
  readonly confirm: string | null;
}
