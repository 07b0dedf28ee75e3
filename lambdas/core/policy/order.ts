import { type ApprovalLeaf, areApproved, type Countersignature } from '../approvals/countersignature.ts';
import { escalationsIn } from '../approvals/escalation.ts';
import { areProved, type Proof, type ProofLeaf } from '../proofing/proof.ts';
import { RELATIONS, type Relation } from '../registry/account.ts';
import { canonical } from '../values/hash.ts';
import type { Requirement } from '../values/requirement.ts';
import type { CombinedDemands } from './evaluate.ts';
import { EVERY_PROOF, GIVEN, weightOfApproval } from './givable.ts';

/** How one demand compares to another. Whoever meets the stricter one also meets the weaker; `different`: neither is stricter. */
export type Direction = 'same' | 'weaker' | 'stricter' | 'different';

/** Largest set of proofs or people that is tried. Requirements that need more are compared one by one. */
export const MOST_TRIED = 4;

/** Turns two answers (does each side ask for at least what the other asks?) into a direction. */
export function directionOf(isAfterEnough: boolean, isBeforeEnough: boolean): Direction {
  if (isAfterEnough && isBeforeEnough) return 'same';
  if (isAfterEnough) return 'stricter';
  return isBeforeEnough ? 'weaker' : 'different';
}

/** Compares the demanded proofs by trying every possible set of proofs. Never wrongly `stricter` or `same`. */
export const compareProofs = (before: Proving, after: Proving): Direction =>
  compare(provingSide(before), provingSide(after), PROOFS);

/** The fewest people needed to give these proofs; infinite when more proofs are needed than can be tried. */
export const fewestToProve = (asked: Proving, peopleIn: (proofs: readonly Proof[]) => number): number =>
  fewest(provingSide(asked), PROOFS, (set) => peopleIn(set.map(proofAt)));

/** The fewest people needed to give these approvals; infinite when more are needed than can be tried. */
export const fewestToApprove = (approvals: CombinedDemands['approvals'], groups: readonly string[]): number =>
  fewest(approvingSide(approvals, groups), approversOf(groups), (set) => set.length);

function fewest<Leaf>(side: Side<Leaf>, tried: Tried, costOf: (set: readonly number[]) => number): number {
  const met = meeting(side, tried);
  return setsOf(tried.size).reduce(
    (least, set, index) => (met[index] === 1 ? Math.min(least, costOf(set)) : least),
    Number.POSITIVE_INFINITY,
  );
}

const proofAt = (index: number): Proof => EVERY_PROOF[index] as Proof;

const provingSide = ({ proofs, barred }: Proving): Side<ProofLeaf> => ({
  requirements: proofs,
  name: barred.join(),
  weightOf: (leaf) => ('classes' in leaf ? leaf.classes : 1),
  isMet: (requirement, some) =>
    areProved([requirement], some.map(proofAt), { now: GIVEN, channel: 'none', barred, sightings: 1 }),
});

type Proving = Pick<CombinedDemands, 'proofs' | 'barred'>;

const PROOFS = { size: EVERY_PROOF.length, known: new Map<string, Uint8Array>() };

/**
 * Compares the demanded approvals in the same way, by sets of people: of each group, of all groups, and related to the account; in both halves
 * of the window, where something escalates.
 */
export function compareApprovals(
  before: CombinedDemands['approvals'],
  after: CombinedDemands['approvals'],
  groups: readonly string[],
): Direction {
  const halves = escalationsIn([...before, ...after]).length === 0 ? [false] : [false, true];
  const found = halves.map((isEscalated) =>
    compare(approvingSide(before, groups, isEscalated), approvingSide(after, groups, isEscalated), approversOf(groups)),
  );
  const are = (...directions: readonly Direction[]) => found.every((direction) => directions.includes(direction));
  return directionOf(are('same', 'stricter'), are('same', 'weaker'));
}

function approvingSide(
  requirements: CombinedDemands['approvals'],
  groups: readonly string[],
  isEscalated = false,
): Side<ApprovalLeaf> {
  const people = peopleOf(groups).map((one): Countersignature => (isEscalated ? { ...one, escalated: true } : one));
  return {
    ...{ requirements, name: isEscalated ? 'escalated' : '', weightOf: weightOfApproval },
    isMet: (requirement, some) =>
      areApproved(
        [requirement],
        some.map((index) => people[index] as Countersignature),
        '',
      ),
  };
}

const approvers = new Map<string, Tried>();

function approversOf(groups: readonly string[]): Tried {
  const known = approvers.get(groups.join()) ?? { size: peopleOf(groups).length, known: new Map() };
  approvers.set(groups.join(), known);
  return known;
}

function peopleOf(groups: readonly string[]): readonly Countersignature[] {
  const twice = groups.flatMap((group) => [[group], [group]]);
  const members = [...twice, groups, groups, groups].map((mine) => ({ groups: mine, relations: [] }));
  const related = RELATIONS.flatMap((one): readonly Pick<Countersignature, 'groups' | 'relations'>[] => {
    const relations: readonly Relation[] = [one];
    return [
      { groups: [], relations },
      { groups, relations },
      ...(one === 'custodian' ? [{ groups: [], relations }] : []),
    ];
  });
  return [...members, ...related].map((one, index) => ({ ...one, approver: `person:${index}`, digest: '', at: GIVEN }));
}

/** The results for this many pieces, by requirement. */
interface Tried {
  readonly size: number;
  readonly known: Map<string, Uint8Array>;
}

interface Side<Leaf> {
  readonly requirements: readonly Requirement<Leaf>[];
  /** Everything else that the answer depends on. */
  readonly name: string;
  weightOf(leaf: Leaf): number;
  isMet(requirement: Requirement<Leaf>, pieces: readonly number[]): boolean;
}

function compare<Leaf>(before: Side<Leaf>, after: Side<Leaf>, tried: Tried): Direction {
  return directionOf(isEnough(after, before, tried), isEnough(before, after, tried));
}

/** Whether every set that meets all requirements of the one side meets those of the other. */
function isEnough<Leaf>(strict: Side<Leaf>, mild: Side<Leaf>, tried: Tried): boolean {
  const needed = strict.requirements.reduce((sum, one) => sum + neededBy(one, strict), 0);
  const together = needed <= MOST_TRIED ? meeting(strict, tried) : undefined;
  return mild.requirements.every((one) => {
    const meets = meetingOne(one, mild, tried);
    if (together !== undefined && isWithin(together, meets)) return true;
    return strict.requirements.some(
      (other) =>
        (strict.name === mild.name && spelled(one) === spelled(other)) ||
        (neededBy(other, strict) <= MOST_TRIED && isWithin(meetingOne(other, strict, tried), meets)),
    );
  });
}

const spelled = (requirement: object): string => canonical(requirement);

/** The largest size of a minimal set that meets it. */
function neededBy<Leaf>(requirement: Requirement<Leaf>, side: Side<Leaf>): number {
  if ('leaf' in requirement) return side.weightOf(requirement.leaf);
  const parts = ('all' in requirement ? requirement.all : requirement.any).map((part) => neededBy(part, side));
  const chosen = 'all' in requirement ? parts : parts.sort((one, other) => other - one).slice(0, requirement.of);
  return chosen.reduce((sum, one) => sum + one, 0);
}

const isWithin = (some: Uint8Array, others: Uint8Array): boolean =>
  some.every((met, index) => met <= (others[index] ?? 0));

/** Marks each set of pieces that meets every requirement of a side. */
function meeting<Leaf>(side: Side<Leaf>, tried: Tried): Uint8Array {
  const each = side.requirements.map((one) => meetingOne(one, side, tried));
  return Uint8Array.from(setsOf(tried.size), (_, index) => (each.every((met) => met[index] === 1) ? 1 : 0));
}

function meetingOne<Leaf>(requirement: Requirement<Leaf>, side: Side<Leaf>, { size, known }: Tried): Uint8Array {
  const key = `${side.name} ${spelled(requirement)}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const sets = setsOf(size);
  const places = new Map(sets.map((set, index) => [set.join(), index]));
  const met = new Uint8Array(sets.length);
  sets.forEach((set, index) => {
    // A superset of a meeting set also meets it.
    const isMore = set.some((one) => met[places.get(set.filter((other) => other !== one).join()) ?? -1] === 1);
    met[index] = isMore || side.isMet(requirement, set) ? 1 : 0;
  });
  known.set(key, met);
  return met;
}

const allSets = new Map<number, readonly (readonly number[])[]>();

/** Every set of at most `MOST_TRIED` pieces, smaller sets first. */
function setsOf(size: number): readonly (readonly number[])[] {
  const known = allSets.get(size);
  if (known !== undefined) return known;
  const sets: (readonly number[])[] = [[]];
  let last: readonly (readonly number[])[] = sets;
  for (let count = 0; count < MOST_TRIED; count += 1) {
    last = last.flatMap((set) =>
      Array.from({ length: size - ((set.at(-1) ?? -1) + 1) }, (_, step) => [...set, (set.at(-1) ?? -1) + 1 + step]),
    );
    sets.push(...last);
  }
  allSets.set(size, sets);
  return sets;
}
