import { EMERGENCY_GROUP } from '../../approvals/countersignature.ts';
import {
  type Delegation,
  type DelegationOrder,
  isDelegable,
  LONGEST_DELEGATION,
  liveDelegations,
  MOST_DELEGATIONS,
} from '../../registry/delegation.ts';
import type { Instant } from '../../values/instant.ts';
import type { Envelope, PersonActor } from '../state/commands.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import type { DelegationCommand } from '../state/delegations.ts';
import { isSelf, partMissing, type Refused, whyNotSigned, whyTooWeak } from '../state/situation.ts';
import type { StreamState } from '../state/state.ts';

/** One person lends their right to approve and signs that; they, whoever stands in, or people on duty take it back. */
export function decideDelegation(
  state: StreamState,
  { actor, command, stream, id }: Envelope<DelegationCommand>,
  context: DecisionContext,
): Decision {
  if (actor.by !== 'person' || actor.nature === 'machine') return refuse('machine-cannot-decide');
  const live = liveDelegations(state.delegations, context.now);
  if (command.type === 'WithdrawDelegation') return withdraw(actor, live, { stream, id: command.delegation });
  const { order, signed } = command;
  const no =
    whyNotDelegator(actor, stream, state) ??
    whyNotDelegate(actor, order, context) ??
    whyNotLent(actor, order, context.now) ??
    whyNotSigned(signed, true, context);
  if (no !== undefined || signed === undefined) return no ?? refuse('statement-missing');
  if (live.filter(({ to }) => to !== order.to).length >= MOST_DELEGATIONS) return refuse('too-many-delegations');
  return accept({ type: 'DelegationGiven', delegation: { ...order, id, at: context.now }, signed });
}

function whyNotDelegator(actor: PersonActor, stream: string, { person }: StreamState): Refused | undefined {
  if (actor.person !== stream || person.current === null) return refuse('person-unknown');
  return whyTooWeak(actor, null);
}

/** Nobody stands in for themselves, under whatever identity, and no machine does (rules 1 and 5). */
function whyNotDelegate(
  actor: PersonActor,
  { to }: DelegationOrder,
  { registry: { people } }: DecisionContext,
): Refused | undefined {
  if (isSelf(actor, to)) return refuse('delegate-self');
  const record = people.find(({ person }) => person === to);
  if (record === undefined || record.subjects.length === 0) return refuse('person-unknown', { person: to });
  return record.nature === 'human' ? undefined : refuse('machine-cannot-decide');
}

/** Only what the delegator holds twice themselves is lent: what was lent to them is not theirs, so there are no chains. */
function whyNotLent(actor: PersonActor, { groups, until }: DelegationOrder, now: Instant): Refused | undefined {
  if (!isDelegable(until, now)) return refuse('delegation-too-long', { until, most: LONGEST_DELEGATION });
  if (groups.includes(EMERGENCY_GROUP)) return refuse('roster-not-lent');
  const missing = groups.filter((group) => !actor.groups.includes(group));
  return missing.length === 0 ? undefined : partMissing(actor, ...missing.map((group) => `approver:${group}` as const));
}

function withdraw(
  actor: PersonActor,
  live: readonly Delegation[],
  { stream, id }: { readonly stream: string; readonly id: string },
): Decision {
  const delegation = live.find((one) => one.id === id);
  const isTheirs = isSelf(actor, stream) || isSelf(actor, delegation?.to ?? null) || actor.roles.includes('on-duty');
  if (!isTheirs) return partMissing(actor, 'on-duty');
  if (delegation === undefined) return refuse('delegation-unknown', { delegation: id });
  return accept({ type: 'DelegationWithdrawn', delegation: id, by: actor.person });
}
