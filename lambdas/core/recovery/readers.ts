import { asksOf, METHOD_NAMES } from '../proofing/methods.ts';
import { mayServe } from '../proofing/proof.ts';
import { type AccountProfile, RELATIONS, type Relation, relationsOf } from '../registry/account.ts';
import { leavesOf } from '../values/requirement.ts';
import type { PersonActor } from './commands.ts';
import type { Plan } from './plan.ts';
import { playsIn } from './situation.ts';
import type { Recovery } from './state.ts';

/**
 * Whether a recovery concerns a person without a general role, who may therefore read it: requester, owner, everybody who took part, and
 * everybody related to the account in a way that its plan names. Nobody can attest for a recovery that they cannot read.
 */
export const concerns = (recovery: Recovery, profile: AccountProfile | null, actor: PersonActor): boolean =>
  playsIn(recovery, actor) || isNamed(recovery.plan, profile, actor);

function isNamed(plan: Plan | null, profile: AccountProfile | null, { person }: PersonActor): boolean {
  if (plan === null || profile === null) return false;
  const named = relationsNamedBy(plan);
  return relationsOf(profile, person).some((relation) => named.includes(relation));
}

/** The relations that the plan asks for a statement or a countersignature, or that are notified. */
export const relationsNamedBy = ({ proofs, approvals, notify }: Plan): readonly Relation[] => {
  const approvers = approvals.flatMap(leavesOf).flatMap((leaf) => ('relation' in leaf ? [leaf.relation] : []));
  const words = METHOD_NAMES.flatMap((name) => {
    const asks = asksOf(name);
    const isAsked = asks.for === 'word' && proofs.flatMap(leavesOf).some((leaf) => mayServe(leaf, name));
    return isAsked ? [asks.of] : [];
  });
  return RELATIONS.filter((relation) => [...approvers, ...words, ...notify].includes(relation));
};
