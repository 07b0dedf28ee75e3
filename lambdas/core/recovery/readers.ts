import { asksOf, METHOD_NAMES } from '../proofing/methods.ts';
import { mayServe } from '../proofing/proof.ts';
import { type AccountProfile, RELATIONS, type Relation, relationsOf } from '../registry/account.ts';
import { leavesOf } from '../values/requirement.ts';
import type { PersonActor } from './commands.ts';
import type { Plan } from './plan.ts';
import { playsIn } from './situation.ts';
import type { Recovery } from './state.ts';

/**
 * Whether a recovery concerns somebody who holds no part in general, so that they may read it: who asked, whose account it is, who has
 * taken part, and who is related to the account in a way that its plan names. Nobody gives a word for what they cannot read.
 */
export const concerns = (recovery: Recovery, profile: AccountProfile | null, actor: PersonActor): boolean =>
  playsIn(recovery, actor) || isNamed(recovery.plan, profile, actor);

function isNamed(plan: Plan | null, profile: AccountProfile | null, { person }: PersonActor): boolean {
  if (plan === null || profile === null) return false;
  const named = relationsNamedBy(plan);
  return relationsOf(profile, person).some((relation) => named.includes(relation));
}

/** The relations whose word would serve the plan, who can countersign it, or who are told of it. */
export const relationsNamedBy = ({ proofs, approvals, notify }: Plan): readonly Relation[] => {
  const approvers = approvals.flatMap(leavesOf).flatMap((leaf) => ('relation' in leaf ? [leaf.relation] : []));
  const words = METHOD_NAMES.flatMap((name) => {
    const asks = asksOf(name);
    const isAsked = asks.for === 'word' && proofs.flatMap(leavesOf).some((leaf) => mayServe(leaf, name));
    return isAsked ? [asks.of] : [];
  });
  return RELATIONS.filter((relation) => [...approvers, ...words, ...notify].includes(relation));
};
