import type { SignedStatement } from '../../approvals/statement.ts';
import { type Delegation, type DelegationOrder, liveDelegations } from '../../registry/delegation.ts';
import type { PersonId } from '../../registry/person.ts';
import { isOneOf } from '../../values/family.ts';
import type { Instant } from '../../values/instant.ts';
import type { StreamState } from './state.ts';

/** On the stream of whoever lends their right to approve. */
export type DelegationCommand =
  | {
      readonly type: 'Delegate';
      readonly order: DelegationOrder;
      /** What the delegator signed with a passkey; without it nothing is lent. */
      readonly signed?: SignedStatement | undefined;
    }
  | { readonly type: 'WithdrawDelegation'; readonly delegation: string };

export type DelegationEvent =
  | { readonly type: 'DelegationGiven'; readonly delegation: Omit<Delegation, 'seq'>; readonly signed: SignedStatement }
  | { readonly type: 'DelegationWithdrawn'; readonly delegation: string; readonly by: PersonId };

/** A delegation as a decision about a recovery needs it: read from its own stream just now. */
export interface HeldDelegation {
  /** Whoever lent their right. */
  readonly from: PersonId;
  /** What was lent; null where its commit holds none. */
  readonly given: Delegation | null;
  /** Whether that stream still has it: it was not withdrawn and not replaced. */
  readonly isKept: boolean;
  /** Null: exactly this was signed, with a passkey that the delegator has today. */
  readonly flaw: string | null;
}

/** The stream of a person after a delegation: a newer one to the same person takes the place of the older, and ended ones are left out. */
export function evolveDelegation(
  state: StreamState,
  event: DelegationEvent,
  { at, seq }: { readonly at: Instant; readonly seq: number },
): StreamState {
  const live = liveDelegations(state.delegations, at);
  if (event.type === 'DelegationWithdrawn')
    return { ...state, delegations: live.filter(({ id }) => id !== event.delegation) };
  const others = live.filter(({ to }) => to !== event.delegation.to);
  return { ...state, delegations: [...others, { ...event.delegation, seq }] };
}

export const isDelegationCommand = isOneOf<DelegationCommand>({ Delegate: true, WithdrawDelegation: true });
export const isDelegationEvent = isOneOf<DelegationEvent>({ DelegationGiven: true, DelegationWithdrawn: true });
