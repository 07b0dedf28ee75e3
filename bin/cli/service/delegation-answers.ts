import { withMembers } from './answers.ts';

/** A right to approve that is lent. */
export interface ShownDelegation {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly groups: readonly string[];
  readonly until: string;
  readonly reason: string;
}

/** Answer to `GET /delegations`. */
export interface DelegationList {
  readonly person: string;
  /** The approver groups that the caller can lend. */
  readonly groups: readonly string[];
  readonly passkeys: readonly { readonly site: string }[];
  readonly given: readonly ShownDelegation[];
  readonly taken: readonly ShownDelegation[];
}

export const isDelegationList = withMembers<DelegationList>({
  ...{ person: 'string', groups: 'array', passkeys: 'array', given: 'array', taken: 'array' },
});
export const isWithdrawn = withMembers<{ readonly delegation: string }>({ delegation: 'string', from: 'string' });
