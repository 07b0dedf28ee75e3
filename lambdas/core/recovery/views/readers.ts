import { escalationsIn } from '../../approvals/escalation.ts';
import { asksOf, METHOD_NAMES, METHODS } from '../../proofing/methods.ts';
import { mayServe } from '../../proofing/proof.ts';
import { type AccountProfile, RELATIONS, type Relation, relatedPeople } from '../../registry/account.ts';
import type { PersonId } from '../../registry/person.ts';
import { leavesOf } from '../../values/requirement.ts';
import { isEscalated } from '../state/approving.ts';
import { stageAsked } from '../state/by-hand.ts';
import type { PersonActor } from '../state/commands.ts';
import { desksOf } from '../state/help.ts';
import type { Plan } from '../state/plan.ts';
import { isSelf, partsHeld } from '../state/situation.ts';
import type { Recovery } from '../state/state.ts';

/** Somebody who lent their right to approve to the reader, with the groups that they lent and still hold. */
export interface Lender {
  readonly person: PersonId;
  readonly groups: readonly string[];
}

/** What decides who may read a recovery. Kept with its view, so that a list can be narrowed before the ledger is read. */
export interface Readership {
  /** The desk at which it was opened, and those that it was handed over to. */
  readonly desks: readonly string[];
  /** Everybody with a part in it: requester, owner, agent, verifiers, approvers, reviewer, and who rejected it. */
  readonly players: readonly PersonId[];
  /** The relations to the account that its plan names. */
  readonly relations: readonly Relation[];
  /** The people who have one of these relations, by the registry. */
  readonly related: readonly PersonId[];
  /** Approver groups that its plan names. `null`: the plan takes approvers of any group. */
  readonly groups: readonly string[] | null;
  /** The part that it waits for now. */
  readonly waitsFor: 'verifier' | 'operator' | 'reviewer' | null;
}

/** Only people on duty and auditors read a recovery of which nothing is known any more. */
export const NOBODY: Readership = {
  ...{ desks: [], players: [], relations: [], related: [], groups: [], waitsFor: null },
};

/** The readership of a recovery: by the plan, the people in it and the registry's current record of its account. */
export function readershipOf(
  recovery: Recovery,
  profile: AccountProfile | null,
  { isEnded, rejectedBy = [] }: { readonly isEnded: boolean; readonly rejectedBy?: readonly PersonId[] },
): Readership {
  const { plan } = recovery;
  const relations = plan === null ? [] : relationsNamedBy(plan);
  return {
    desks: desksOf(recovery),
    players: [...new Set([...partsHeld(recovery).map(([, person]) => person), ...rejectedBy])],
    relations,
    related: relatedNow(relations, profile),
    groups: plan === null ? [] : groupsNamedBy(plan, isEscalated(recovery)),
    waitsFor: isEnded ? null : waitsFor(recovery),
  };
}

/** The people who have one of these relations to the account now. */
export const relatedNow = (relations: readonly Relation[], profile: AccountProfile | null): readonly PersonId[] =>
  profile === null ? [] : relatedPeople(profile, relations);

/**
 * Whether a person may read a recovery: people on duty and auditors all; everybody with a part in it; the people whom its plan names, by
 * their relation to the account or by their approver group; agents those of their own desks; verifiers and reviewers those that wait for
 * them now. Whoever stands in reads what their lenders are named for. Administrators none by that part. Machines decide nothing, so no plan names them (rule 5).
 */
export function mayRead(actor: PersonActor, readership: Readership, lenders: readonly Lender[] = []): boolean {
  const { desks, players, related, groups, waitsFor: awaited } = readership;
  const has = (role: PersonActor['roles'][number]): boolean => actor.roles.includes(role);
  if (has('on-duty') || has('auditor') || players.some((player) => isSelf(actor, player))) return true;
  if (has('agent') && desks.some((desk) => actor.desks.includes(desk))) return true;
  if (actor.nature === 'machine') return false;
  const isNamed = (one: Lender): boolean =>
    related.includes(one.person) ||
    (groups === null ? one.groups.length > 0 : one.groups.some((group) => groups.includes(group)));
  return [actor, ...lenders].some(isNamed) || (awaited !== null && has(awaited));
}

/** The same for a recovery that has not ended. */
export const mayReadLive = (
  actor: PersonActor,
  recovery: Recovery,
  profile: AccountProfile | null,
  lenders: readonly Lender[] = [],
): boolean => mayRead(actor, readershipOf(recovery, profile, { isEnded: false }), lenders);

/** The part that a recovery waits for: a verifier while a sighting or call-back can still serve its plan, an operator for work by hand, a reviewer while its review is due. */
function waitsFor(recovery: Recovery): Readership['waitsFor'] {
  const { status, plan } = recovery;
  if (stageAsked(recovery) !== null) return 'operator';
  if (status === 'reviewing' || status === 'revoked') return 'reviewer';
  return status === 'proofing' && plan !== null && takesSightings(plan) ? 'verifier' : null;
}

/** Whether a verifier's statement can serve this plan. */
export const takesSightings = ({ proofs }: Pick<Plan, 'proofs'>): boolean =>
  METHOD_NAMES.some(
    (name) => METHODS[name].confirmedBy === 'verifier' && proofs.flatMap(leavesOf).some((leaf) => mayServe(leaf, name)),
  );

/** The approver groups that the plan names, and those to which it has escalated; null when it takes members of any groups. */
export function groupsNamedBy({ approvals }: Pick<Plan, 'approvals'>, hasEscalated: boolean): readonly string[] | null {
  const leaves = approvals.flatMap(leavesOf);
  if (leaves.some((leaf) => 'groups' in leaf)) return null;
  const next = hasEscalated ? escalationsIn(approvals) : [];
  return [...new Set([...leaves.flatMap((leaf) => ('group' in leaf ? [leaf.group] : [])), ...next])];
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
