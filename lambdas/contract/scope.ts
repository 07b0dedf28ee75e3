/** What opens to whoever has an account, as its directory said when the plan was made. Null: it does not say it. */
export interface StaffScope {
  readonly groups: StaffNames | null;
  readonly roles: StaffNames | null;
  readonly limits: StaffNames | null;
  readonly consumers: StaffNames | null;
  /** A time, or `never`. */
  readonly lastUsedAt: string | null;
}

export interface StaffNames {
  /** The first of them. */
  readonly shown: readonly string[];
  readonly total: number;
}
