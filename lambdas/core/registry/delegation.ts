import { digestOf } from '../values/hash.ts';
import { type Instant, plusSeconds } from '../values/instant.ts';
import type { PersonId } from './person.ts';

/** Exactly what somebody delegates; they sign the digest of it. */
export interface DelegationOrder {
  /** The person who stands in. */
  readonly to: PersonId;
  /**
   * The approver groups that are lent, by name and in order. What the delegator approves as a manager or a custodian is always lent with
   * them. Without a group only that is lent.
   */
  readonly groups: readonly string[];
  readonly until: Instant;
  readonly reason: string;
}

/** One person's right to approve, lent to another for a time. It lies on the stream of whoever lent it. */
export interface Delegation extends DelegationOrder {
  readonly id: string;
  readonly at: Instant;
  /** Number of the commit that gave it, which keeps what the delegator signed. */
  readonly seq: number;
}

/** Longest time of a delegation, in seconds: 30 days. */
export const LONGEST_DELEGATION = 30 * 86_400;

/** Most delegations of one person at once: bounds the state of their stream. */
export const MOST_DELEGATIONS = 8;

export const digestOfDelegation = ({ to, groups, until, reason }: DelegationOrder): string =>
  digestOf({ to, groups, until, reason });

/** Whether a time is one at which a delegation that is given now may end. */
export const isDelegable = (until: Instant, now: Instant): boolean =>
  now < until && until <= plusSeconds(now, LONGEST_DELEGATION);

/** Delegations that have not ended. */
export const liveDelegations = (delegations: readonly Delegation[], now: Instant): readonly Delegation[] =>
  delegations.filter(({ until }) => now < until);

/** The group under which a delegate's principals are listed, as `Members` lists them. */
export const standsInBy = (delegate: PersonId): string => `delegate:${delegate}`;
