import { sha256 } from './hash.ts';

/*
 * A Merkle tree as RFC 9162 section 2.1 builds it, over texts and with hexadecimal hashes. A leaf and an inner node are hashed with different first
 * characters, so that no node can be passed off as a leaf.
 */

/** The hash of one leaf. */
export const leafOf = (text: string): string => sha256(`\u0000${text}`);

const nodeOf = (left: string, right: string): string => sha256(`\u0001${left}${right}`);

/** The levels of a tree, from its leaves to its root. */
export type MerkleTree = readonly (readonly string[])[];

/** The tree over these leaf hashes. A last node without a neighbour moves up as it is. */
export function treeOver(leaves: readonly string[]): MerkleTree {
  const levels: string[][] = [[...leaves]];
  for (let level = levels[0] ?? []; level.length > 1; level = levels.at(-1) ?? []) {
    const above: string[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left = '', right] = [level[at], level[at + 1]];
      above.push(right === undefined ? left : nodeOf(left, right));
    }
    levels.push(above);
  }
  return levels;
}

/** The root of a tree; of an empty one the hash of nothing. */
export const rootOf = (tree: MerkleTree): string => tree.at(-1)?.[0] ?? sha256('');

/** The neighbours that lead from a leaf to the root: its proof of inclusion. */
export function inclusionPath(tree: MerkleTree, index: number): readonly string[] {
  return tree.flatMap((level, height) => level[neighbourOf(Math.floor(index / 2 ** height))] ?? []);
}

const neighbourOf = (place: number): number => (place % 2 === 0 ? place + 1 : place - 1);

/** Where a leaf is said to be. */
export interface Inclusion {
  readonly root: string;
  /** Number of leaves. */
  readonly size: number;
  readonly index: number;
  readonly path: readonly string[];
}

/** Whether the leaf with this hash is at its place in the tree with this root and this many leaves. */
export function isIncluded(leaf: string, { root, size, index, path }: Inclusion): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  const left = [...path];
  let [hash, place, width] = [leaf, index, size];
  for (; width > 1; [place, width] = [Math.floor(place / 2), Math.ceil(width / 2)]) {
    if (neighbourOf(place) >= width) continue;
    const neighbour = left.shift();
    if (neighbour === undefined) return false;
    hash = place % 2 === 0 ? nodeOf(hash, neighbour) : nodeOf(neighbour, hash);
  }
  return left.length === 0 && hash === root;
}
