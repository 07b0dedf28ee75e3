/** Messages between the console and the API that show many recoveries together. Times are ISO 8601 in UTC. */

/** `GET /me/parts`: the parts that count now. */
export interface StaffParts {
  readonly person: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly desks: readonly string[];
}

/** `GET /search`. */
export interface StaffFound {
  readonly items: readonly StaffHit[];
  readonly next?: string;
  /** The opening of the last recovery that was looked at; null when all were. */
  readonly lookedBackTo: string | null;
}

export interface StaffHit {
  readonly id: string;
  readonly account: string;
  readonly action: string;
  readonly status: string;
  readonly ended: boolean;
  readonly tier: string | null;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string | null;
  readonly trace: StaffTrace | null;
}

export interface StaffTrace {
  readonly requester: string;
  readonly people: readonly string[];
  readonly approvals: readonly {
    readonly approver: string;
    readonly groups: readonly string[];
    readonly relations: readonly string[];
    readonly at: string;
    readonly counts: boolean;
  }[];
  readonly desk: string | null;
  readonly channel: string;
  readonly ticket: { readonly source: string; readonly id: string } | null;
  readonly rules: readonly { readonly rule: string; readonly control: string; readonly owner: string }[];
  readonly policy: string | null;
  readonly caller: string | null;
  readonly network: string | null;
}

/** `GET /policies/{digest}`. */
export interface StaffPolicy {
  readonly name: string;
  readonly digest: string;
  /** The compiled policy as JSON. */
  readonly text: string;
  readonly proposedAt: string;
  readonly inForce: boolean;
}
