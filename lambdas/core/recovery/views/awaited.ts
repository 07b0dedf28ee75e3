import { isAskedBy } from '../../approvals/countersignature.ts';
import { asksOf, METHOD_NAMES } from '../../proofing/methods.ts';
import { mayServe } from '../../proofing/proof.ts';
import { type AccountProfile, relationsOf } from '../../registry/account.ts';
import type { PersonId } from '../../registry/person.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';
import { leavesOf } from '../../values/requirement.ts';
import { demandsOf, isEscalated } from '../state/approving.ts';
import { stageAsked, taskByHand, workUntil } from '../state/by-hand.ts';
import type { PersonActor } from '../state/commands.ts';
import { isSelf, partsHeld } from '../state/situation.ts';
import type { Recovery } from '../state/state.ts';
import { answererOf, awaitsSubject } from '../state/subject.ts';
import { type Lender, mayReadLive, takesSightings } from './readers.ts';

/** What a recovery waits for from one person; `answer`: whether they asked for it; `own`: it is about their account and goes on with them. */
export type Awaited = 'countersign' | 'prove' | 'work' | 'check' | 'review' | 'answer' | 'own';

/**
 * What a person can be asked for now, with or without an approver group, or in the place of a lender; null for nothing. Says where to look: what they may do is offered on
 * the recovery itself, where everything is decided.
 */
export function awaitedOf(
  actor: PersonActor,
  recovery: Recovery,
  { profile, lenders = [] }: { readonly profile: AccountProfile | null; readonly lenders?: readonly Lender[] },
): Awaited | null {
  const { status, plan, requester, subject } = recovery;
  if (actor.nature === 'machine' || plan === null || !mayReadLive(actor, recovery, profile, lenders)) return null;
  if (isSelf(actor, answererOf(recovery)) && awaitsSubject(recovery)) return 'answer';
  if (isSelf(actor, requester) || isSelf(actor, subject)) return status === 'reviewing' ? null : 'own';
  const parts = partsHeld(recovery).flatMap(([part, holder]) => (isSelf(actor, holder) ? [part] : []));
  const relations = profile === null ? [] : relationsOf(profile, actor.person);
  if (status === 'approving') {
    const isNamed = [actor, ...freeOf(lenders, recovery)].some((one) => isAskedToApprove(one, recovery, profile));
    return isNamed && parts.length === 0 ? 'countersign' : null;
  }
  if (status === 'proofing') {
    if (parts.length > 0) return null;
    const isVerifier = actor.roles.includes('verifier') && takesSightings(plan);
    const isWitness = METHOD_NAMES.some((name) => {
      const asks = asksOf(name);
      const isRelated = asks.for === 'word' && relations.includes(asks.of);
      return isRelated && plan.proofs.flatMap(leavesOf).some((leaf) => mayServe(leaf, name));
    });
    return isVerifier || isWitness ? 'prove' : null;
  }
  const task = taskByHand(recovery);
  if (task !== null) {
    const own = task === 'work' ? 'operator' : 'confirmer';
    return actor.roles.includes('operator') && parts.every((part) => part === own) ? task : null;
  }
  const isDue = status === 'reviewing' || status === 'revoked';
  return isDue && parts.length === 0 && actor.roles.includes('reviewer') ? 'review' : null;
}

/** In whose place somebody is asked for a countersignature; null where they are asked themselves, or for something else. */
export function lenderAwaited(
  actor: PersonActor,
  recovery: Recovery,
  { profile, lenders }: { readonly profile: AccountProfile | null; readonly lenders: readonly Lender[] },
): PersonId | null {
  if (awaitedOf(actor, recovery, { profile, lenders }) !== 'countersign') return null;
  if (isAskedToApprove(actor, recovery, profile)) return null;
  return freeOf(lenders, recovery).find((one) => isAskedToApprove(one, recovery, profile))?.person ?? null;
}

/** Lenders without another part. */
const freeOf = (lenders: readonly Lender[], recovery: Recovery): readonly Lender[] =>
  lenders.filter(({ person }) => partsHeld(recovery).every(([, holder]) => holder !== person));

/** Whether a plan asks this person for a countersignature now, by their groups or by their relation to the account. */
function isAskedToApprove({ person, groups }: Lender, recovery: Recovery, profile: AccountProfile | null): boolean {
  const relations = profile === null ? [] : relationsOf(profile, person);
  const capacity = { groups, relations, ...(isEscalated(recovery) && { escalated: true as const }) };
  return demandsOf(recovery).some((leaf) => isAskedBy(leaf, capacity));
}

/** When the current stage gives up waiting; null where it waits for nobody. */
export function waitsUntil(recovery: Recovery): Instant | null {
  const { status, plan, stageAt } = recovery;
  if (plan === null) return null;
  if (status === 'proofing') return plusSeconds(stageAt, plan.proofWindow);
  if (status === 'approving') return plusSeconds(stageAt, plan.approvalWindow);
  if (stageAsked(recovery) !== null) return workUntil(recovery);
  return status === 'reviewing' && plan.reviewWithin !== null ? plusSeconds(stageAt, plan.reviewWithin) : null;
}
