/** Messages between the console and the API about rights to approve that are lent (ADR 51). Times are ISO 8601 in UTC. */

/** `GET /delegations`. */
export interface StaffDelegations {
  readonly person: string;
  /** The approver groups that the caller can lend now. */
  readonly groups: readonly string[];
  readonly passkeys: readonly { readonly credentialId: string; readonly site: string }[];
  readonly given: readonly StaffDelegation[];
  /** In whose place the caller may decide. */
  readonly taken: readonly StaffDelegation[];
}

export interface StaffDelegation extends StaffOrder {
  readonly id: string;
  readonly from: string;
}

/** `POST /people/searches`: who could stand in. */
export interface ColleaguesFound {
  readonly items: readonly Colleague[];
  readonly more: boolean;
}

export interface Colleague {
  readonly person: string;
  readonly name: string;
}

/** What is lent, as `POST /delegations` takes it. */
export interface StaffOrder {
  readonly to: string;
  readonly groups: readonly string[];
  readonly until: string;
  /** Untrusted text. */
  readonly reason: string;
}
