/** Nestable N-of-M over leaves: a leaf, all of some, or at least `of` of some. */
export type Requirement<Leaf> =
  | { readonly leaf: Leaf }
  | { readonly all: readonly Requirement<Leaf>[] }
  | { readonly any: readonly Requirement<Leaf>[]; readonly of: number };

/** The ways to satisfy a leaf: each is the set of pieces it would use up. */
export type Ways<Leaf, Piece> = (leaf: Leaf, free: readonly Piece[]) => readonly (readonly Piece[])[];

/** How pieces are matched with leaves. */
export interface Matching<Leaf, Piece> {
  readonly ways: Ways<Leaf, Piece>;
  /** Whether two pieces may not serve the same requirement, wherever in it; absent: any two may. */
  readonly clash?: (one: Piece, other: Piece) => boolean;
}

/**
 * Whether the pieces satisfy the requirement when each piece counts once. Searches the assignments, so that a person in two groups
 * is used where it helps, and leaves a branch as soon as something is left that nobody could satisfy; the policy check bounds the size
 * of what can be asked.
 */
export function isSatisfied<Leaf, Piece>(
  requirement: Requirement<Leaf>,
  pieces: readonly Piece[],
  { ways, clash }: Matching<Leaf, Piece>,
): boolean {
  const isTaken = (piece: Piece, used: readonly Piece[]): boolean =>
    used.some((one) => one === piece || clash?.(one, piece) === true);
  const assign = (goals: readonly Requirement<Leaf>[], free: readonly Piece[]): boolean => {
    const [goal, ...rest] = goals;
    if (goal === undefined) return true;
    if (goals.some((one) => 'leaf' in one && ways(one.leaf, free).length === 0)) return false;
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

/** Every choice of `size` items, in order; none when there are fewer. */
export function combinations<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (size <= 0) return [[]];
  return items.flatMap((item, index) =>
    combinations(items.slice(index + 1), size - 1).map((others) => [item, ...others]),
  );
}

/** How many leaves a requirement has, at any depth. */
export function leavesOf<Leaf>(requirement: Requirement<Leaf>): readonly Leaf[] {
  if ('leaf' in requirement) return [requirement.leaf];
  return ('all' in requirement ? requirement.all : requirement.any).flatMap((part) => leavesOf(part));
}
