import type { Countersignature, StoodInFor } from '../../approvals/countersignature.ts';
import { type AccountProfile, relationsOf } from '../../registry/account.ts';
import { holdsPart, type PersonId } from '../../registry/person.ts';
import { no, type Result, yes } from '../../values/result.ts';
import { type DecisionContext, refuse } from '../state/decision.ts';
import type { HeldDelegation } from '../state/delegations.ts';
import { isGroupOf } from '../state/emergency.ts';
import { conflictOfRecord, mayStill, type Refused } from '../state/situation.ts';
import type { Recovery } from '../state/state.ts';

/** What somebody approves with in the place of another. */
export interface Lent extends Pick<Countersignature, 'groups' | 'relations'> {
  readonly for: StoodInFor;
}

interface About {
  readonly recovery: Recovery;
  readonly profile: AccountProfile;
  readonly context: Pick<DecisionContext, 'policy' | 'registry' | 'now'>;
}

/**
 * What one person has lent to another for this recovery, by the records of now. The delegation must be signed, unended and not taken back;
 * its giver must still be a human who can sign in, play no other part in the recovery, and still hold what they lent. The roster of emergencies
 * is never lent (rule 19).
 */
export function lentTo(
  delegate: PersonId,
  from: PersonId,
  { recovery, profile, context }: About,
): Result<Lent, Refused> {
  const { policy, registry, now } = context;
  if (recovery.emergency !== null) return no(refuse('roster-not-lent'));
  const held = registry.delegations.find((one) => isOf(one, from, delegate) && one.isKept);
  const record = registry.people.find(({ person }) => person === from);
  const given = held?.given;
  if (given == null || now >= given.until || record === undefined)
    return no(refuse('delegation-unknown', { for: from }));
  if (held?.flaw !== null) return no(refuse('statement-invalid', { flaw: held?.flaw ?? 'unchecked' }));
  const conflict = conflictOfRecord(recovery, record, 'approver');
  if (conflict !== undefined) return no(refuse('conflicting-part', { holds: conflict, wants: 'approver', for: from }));
  if (!mayStill('approver', record, recovery)) return no(refuse('delegation-unknown', { for: from }));
  const isLent = (group: string) => isGroupOf(recovery, policy, group) && holdsPart(record, `approver:${group}`);
  return yes({
    for: { person: from, delegation: given.seq },
    groups: given.groups.filter(isLent),
    relations: relationsOf(profile, from),
  });
}

/** Whether what a countersignature claims to have been lent was lent when it was given, and signed for; true where it claims nothing. */
export function wasLent(one: Countersignature, delegations: readonly HeldDelegation[]): boolean {
  const { approver, at, groups, for: other } = one;
  if (other === undefined) return true;
  return delegations.some(
    (held) =>
      isOf(held, other.person, approver) &&
      held.flaw === null &&
      held.given?.seq === other.delegation &&
      held.given.at <= at &&
      at < held.given.until &&
      groups.every((group) => held.given?.groups.includes(group)),
  );
}

const isOf = ({ from, given }: HeldDelegation, lender: PersonId, delegate: PersonId): boolean =>
  from === lender && given?.to === delegate;
