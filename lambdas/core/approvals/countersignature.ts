import type { Relation } from '../registry/account.ts';
import type { PersonId } from '../registry/person.ts';
import type { Instant } from '../values/instant.ts';
import { combinations, isSatisfied, type Requirement } from '../values/requirement.ts';
import type { Signable } from './statement.ts';

/** A demand for one or more approvers: members of a group, people related to the account, or members of that many different groups. */
export type ApprovalLeaf =
  | ({ readonly group: string; readonly count?: number } & Escalation)
  | ({ readonly relation: Relation } & Escalation)
  | { readonly groups: number };

/** Whose members count for this demand too, once half of the window for countersignatures is over; absent: nobody's. */
interface Escalation {
  readonly escalateTo?: string;
}

/** The group of the emergency roster. No policy can declare it, and outside of break-glass it approves nothing (rule 19). */
export const EMERGENCY_GROUP = 'emergency';

/** The person who lent their right to approve, and the number of the commit on their stream that lent it. */
export interface StoodInFor {
  readonly person: PersonId;
  readonly delegation: number;
}

/** An approver's decision for one plan; it counts only while the plan has this digest. */
export interface Countersignature {
  readonly approver: PersonId;
  /** The approver groups of that person at the moment of countersigning. */
  readonly groups: readonly string[];
  readonly relations: readonly Relation[];
  /** Whose groups and relations these are, where the approver stood in for somebody; absent: their own. */
  readonly for?: StoodInFor;
  /** Given when half of the window was over, so that the groups to which the plan escalates count; absent: given before. */
  readonly escalated?: true;
  readonly digest: string;
  readonly at: Instant;
  /** Number of the commit that keeps what the approver signed; absent: they signed nothing. Only the fold sets it. */
  readonly signedIn?: number;
}

/** A countersignature as it is given. */
export interface GivenCountersignature extends Signable {
  readonly countersignature: Countersignature;
}

/**
 * Whether the countersignatures with this digest satisfy every requirement. Each approver counts once, with their first countersignature
 * (rule 4); whoever stands in and whoever they stand in for are one approver.
 */
export function areApproved(
  requirements: readonly Requirement<ApprovalLeaf>[],
  countersignatures: readonly Countersignature[],
  digest: string,
): boolean {
  const approvers = countedOf(countersignatures, digest);
  return requirements.every((requirement) => isSatisfied(requirement, approvers, { ways: waysToApprove }));
}

/** The countersignatures with this digest that count: each approver's first. */
export function countedOf(countersignatures: readonly Countersignature[], digest: string): readonly Countersignature[] {
  const counted: Countersignature[] = [];
  for (const one of countersignatures.filter((given) => given.digest === digest))
    if (!counted.some((earlier) => areOneApprover(earlier, one))) counted.push(one);
  return counted;
}

type Signatory = Pick<Countersignature, 'approver' | 'for'>;

/** Everybody whose word a countersignature is: its approver, and the person they stood in for. */
export const signatoriesOf = ({ approver, for: other }: Signatory): readonly PersonId[] =>
  other === undefined ? [approver] : [approver, other.person];

/** Whether two countersignatures share a person, and so count as one. */
export const areOneApprover = (one: Signatory, other: Signatory): boolean =>
  signatoriesOf(one).some((person) => signatoriesOf(other).includes(person));

function waysToApprove(
  leaf: ApprovalLeaf,
  free: readonly Countersignature[],
): readonly (readonly Countersignature[])[] {
  if ('groups' in leaf)
    return combinations(free, leaf.groups).filter((some) => areDistinguishable(some.map(({ groups }) => groups)));
  return combinations(
    free.filter((one) => isAskedBy(leaf, one)),
    'group' in leaf ? (leaf.count ?? 1) : 1,
  );
}

/** Whether a demand asks people with these groups and relations: as it names them, or because half of the window is over. */
export function isAskedBy(
  leaf: ApprovalLeaf,
  { groups, relations, escalated }: Pick<Countersignature, 'groups' | 'relations' | 'escalated'>,
): boolean {
  if ('groups' in leaf) return groups.length > 0;
  if ('group' in leaf ? groups.includes(leaf.group) : relations.includes(leaf.relation)) return true;
  return escalated === true && leaf.escalateTo !== undefined && groups.includes(leaf.escalateTo);
}

/** Whether each person can be assigned a different group. */
function areDistinguishable([first, ...rest]: readonly (readonly string[])[]): boolean {
  if (first === undefined) return true;
  return first.some((group) => areDistinguishable(rest.map((groups) => groups.filter((name) => name !== group))));
}
