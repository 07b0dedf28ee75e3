import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../../lambdas/core/values/hash.ts';
import { inclusionPath, isIncluded, leafOf, rootOf, treeOver } from '../../../lambdas/core/values/merkle.ts';
import { properties } from '../../support/properties.ts';

const leaves = (count: number) => Array.from({ length: count }, (_, index) => leafOf(`row ${index}`));

describe('a Merkle tree', () => {
  it('of nothing has the hash of nothing, and of one leaf that leaf', () => {
    expect(rootOf(treeOver([]))).toBe(sha256(''));
    expect(rootOf(treeOver(leaves(1)))).toBe(leaves(1)[0]);
  });

  it('hashes a node otherwise than a leaf, so that no node is passed off as one', () => {
    const [one, other] = leaves(2) as [string, string];
    expect(rootOf(treeOver([one, other]))).not.toBe(leafOf(`${one}${other}`));
  });

  it('proves every leaf of any number of them at its place, and at no other', () => {
    const place = fc.integer({ min: 1, max: 70 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
    properties(
      fc.property(place, ([size, index]) => {
        const tree = treeOver(leaves(size));
        const proof = { root: rootOf(tree), size, path: inclusionPath(tree, index) };
        const leaf = leafOf(`row ${index}`);
        expect(isIncluded(leaf, { ...proof, index })).toBe(true);
        const others = Array.from({ length: size + 1 }, (_, at) => at).filter((at) => at !== index);
        for (const at of others) expect(isIncluded(leaf, { ...proof, index: at })).toBe(false);
        expect(isIncluded(leafOf('another'), { ...proof, index })).toBe(false);
      }),
      100,
    );
  });

  it('proves nothing by a path that is shorter, longer or of another tree', () => {
    const tree = treeOver(leaves(7));
    const proof = { root: rootOf(tree), size: 7, index: 3, path: inclusionPath(tree, 3) };
    const [leaf = ''] = leaves(4).slice(3);
    const others = [[], proof.path.slice(1), [...proof.path, leaf], inclusionPath(treeOver(leaves(8)), 3)];
    for (const path of others) expect(isIncluded(leaf, { ...proof, path })).toBe(false);
    for (const index of [-1, 0.5, 7, Number.NaN]) expect(isIncluded(leaf, { ...proof, index })).toBe(false);
  });
});
