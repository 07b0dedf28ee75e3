/** Nestable N-of-M over leaves: a leaf, all of some, or at least `of` of some. */
export type Requirement<Leaf> =
  | { readonly leaf: Leaf }
  | { readonly all: readonly Requirement<Leaf>[] }
  | { readonly any: readonly Requirement<Leaf>[]; readonly of: number };

/** The ways to satisfy a leaf. Each way is the set of pieces that it uses up; all sets have one size. */
export type Ways<Leaf, Piece> = (leaf: Leaf, free: readonly Piece[]) => readonly (readonly Piece[])[];

/** How pieces are matched with leaves. */
export interface Matching<Leaf, Piece> {
  readonly ways: Ways<Leaf, Piece>;
  /** Whether two pieces may not serve the same requirement, at any depth; absent: any two may. */
  readonly clash?: (one: Piece, other: Piece) => boolean;
}

/**
 * Whether the pieces satisfy the requirement when each piece counts once. Searches all assignments, so a person in two groups is used where
 * it helps. Each remainder of goals and pieces is searched once, and skipped when it has too few pieces. The work is bounded by the subsets
 * of the pieces; the policy check bounds the requirement.
 */
export function isSatisfied<Leaf, Piece>(
  requirement: Requirement<Leaf>,
  pieces: readonly Piece[],
  { ways, clash }: Matching<Leaf, Piece>,
): boolean {
  const hopeless = new Set<string>();
  const numberOf = numbering();
  const spelled = (goals: readonly Requirement<Leaf>[], free: readonly Piece[]): string =>
    `${goals.map(numberOf)} of ${free.map(numberOf)}`;
  const isTaken = (piece: Piece, used: readonly Piece[]): boolean =>
    used.some((one) => one === piece || clash?.(one, piece) === true);
  const assign = (goals: readonly Requirement<Leaf>[], free: readonly Piece[]): boolean => {
    if (goals.length === 0) return true;
    if (hopeless.size > 0 && hopeless.has(spelled(goals, free))) return false;
    const isMet = !isShort(goals, free, ways) && tryFirst(goals, free);
    if (!isMet) hopeless.add(spelled(goals, free));
    return isMet;
  };
  const tryFirst = ([goal, ...rest]: readonly Requirement<Leaf>[], free: readonly Piece[]): boolean => {
    if (goal === undefined) return true;
    if ('all' in goal) return assign([...goal.all, ...rest], free);
    if ('any' in goal) return combinations(goal.any, goal.of).some((chosen) => assign([...chosen, ...rest], free));
    return ways(goal.leaf, free).some((used) =>
      assign(
        rest,
        free.filter((piece) => !isTaken(piece, used)),
      ),
    );
  };
  return assign([requirement], pieces);
}

/** Whether some leaf has no way left, or the leaves together need more pieces than are free. */
function isShort<Leaf, Piece>(
  goals: readonly Requirement<Leaf>[],
  free: readonly Piece[],
  ways: Ways<Leaf, Piece>,
): boolean {
  let needed = 0;
  for (const goal of goals) if ('leaf' in goal) needed += ways(goal.leaf, free)[0]?.length ?? Number.POSITIVE_INFINITY;
  return needed > free.length;
}

/** Numbers objects by identity: the same object always gets the same number. */
function numbering(): (thing: unknown) => number {
  const numbers = new Map<unknown, number>();
  return (thing) => {
    const number = numbers.get(thing) ?? numbers.size;
    numbers.set(thing, number);
    return number;
  };
}

/** Every combination of `size` items, in order; none when there are fewer items. */
export function combinations<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (size <= 0) return [[]];
  if (size > items.length) return [];
  if (size === 1) return items.map((item) => [item]);
  return items.flatMap((item, index) =>
    combinations(items.slice(index + 1), size - 1).map((others) => [item, ...others]),
  );
}

/** All leaves of a requirement, at any depth. */
export function leavesOf<Leaf>(requirement: Requirement<Leaf>): readonly Leaf[] {
  if ('leaf' in requirement) return [requirement.leaf];
  return ('all' in requirement ? requirement.all : requirement.any).flatMap((part) => leavesOf(part));
}

/** The leaves that keep a requirement from ever being met, as far as each of its leaves can be met or not; empty where it can be. */
export function leavesInTheWay<Leaf>(
  requirement: Requirement<Leaf>,
  canBeMet: (leaf: Leaf) => boolean,
): readonly Leaf[] {
  if ('leaf' in requirement) return canBeMet(requirement.leaf) ? [] : [requirement.leaf];
  if ('all' in requirement) return requirement.all.flatMap((part) => leavesInTheWay(part, canBeMet));
  const parts = requirement.any.map((part) => leavesInTheWay(part, canBeMet));
  return parts.filter((some) => some.length === 0).length >= requirement.of ? [] : parts.flat();
}
