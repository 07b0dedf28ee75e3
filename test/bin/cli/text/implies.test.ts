import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { implies } from '../../../../bin/cli/text/implies.ts';
import {
  type ApprovalLeaf,
  areApproved,
  type Countersignature,
} from '../../../../lambdas/core/approvals/countersignature.ts';
import { METHOD_NAMES, PROOF_CLASSES } from '../../../../lambdas/core/proofing/methods.ts';
import { areProved, type Proof, type ProofLeaf } from '../../../../lambdas/core/proofing/proof.ts';
import type { Requirement } from '../../../../lambdas/core/values/requirement.ts';
import { at } from '../../../support/fixtures.ts';
import { properties } from '../../../support/properties.ts';

type Asked = Parameters<typeof implies>[0];

const leaf = (of: ProofLeaf | ApprovalLeaf): Asked => ({ leaf: of });
const [code, video] = [leaf({ class: 'issued-code' }), leaf({ method: 'live-video' })];
const [identity, security] = [leaf({ group: 'identity' }), leaf({ group: 'security' })];

describe('one requirement implies another', () => {
  it.each<[string, Asked, Asked]>([
    ['with more classes', leaf({ classes: 2 }), leaf({ classes: 1 })],
    ['with more strength', leaf({ strength: 3 }), leaf({ strength: 2 })],
    ['with more groups', leaf({ groups: 2 }), leaf({ groups: 1 })],
    ['with nobody else after half of the window', identity, leaf({ group: 'identity', escalateTo: 'security' })],
    ['with any group, by a group that escalates', leaf({ group: 'identity', escalateTo: 'a' }), leaf({ groups: 1 })],
    ['with more of a group', leaf({ group: 'identity', count: 2 }), identity],
    ['with a method of the class', video, leaf({ class: 'repeated-proofing' })],
    ['with a method of the strength', leaf({ method: 'passkey' }), leaf({ strength: 2 })],
    ['with any proof', code, leaf({ classes: 1 })],
    ['with any group', identity, leaf({ groups: 1 })],
    ['with more of a list', { any: [code, video], of: 2 }, { any: [code, video], of: 1 }],
    ['with one of a list', video, { any: [code, video], of: 1 }],
    [
      'with a list of which every choice does',
      { any: [video, leaf({ method: 'passkey' })], of: 1 },
      leaf({ classes: 1 }),
    ],
    ['with one more beside it', { all: [leaf({ relation: 'manager' }), identity] }, identity],
    ['with more inside of all', { all: [code, leaf({ classes: 2 })] }, { all: [code, leaf({ classes: 1 })] }],
    ['with more in another order', { all: [identity, security] }, { all: [security, leaf({ groups: 1 })] }],
    ['with one more of all', { all: [code, video, leaf({ strength: 1 })] }, { all: [video, code] }],
    ['with people of two groups', { all: [identity, security] }, leaf({ groups: 2 })],
    ['with proofs of two classes', { all: [code, video] }, leaf({ classes: 2 })],
  ])('%s, and not the other way round', (_, more, less) => {
    expect([implies(more, less), implies(less, more)]).toEqual([true, false]);
    expect([implies(more, more), implies(less, less)]).toEqual([true, true]);
  });

  it.each<[string, Asked, Asked]>([
    ['another kind', leaf({ classes: 2 }), leaf({ strength: 2 })],
    ['another group', leaf({ group: 'identity', count: 2 }), security],
    ['another method', video, leaf({ method: 'in-person' })],
    ['another class', code, leaf({ class: 'saved-code' })],
    ['a relation and a group', leaf({ relation: 'manager' }), leaf({ groups: 1 })],
    [
      'more here and less there',
      { all: [leaf({ classes: 2 }), leaf({ strength: 1 })] },
      { all: [leaf({ classes: 1 }), leaf({ strength: 2 })] },
    ],
  ])('is not said of %s', (_, one, other) => {
    expect([implies(one, other), implies(other, one)]).toEqual([false, false]);
  });

  it('is not said of one person for two', () => {
    expect(implies({ all: [identity, identity] }, leaf({ groups: 2 }))).toBe(false);
    expect(implies(identity, { all: [identity, identity] })).toBe(false);
  });
});

/** Requirements of some leaves, three deep. */
const asked = <Leaf>(leaves: fc.Arbitrary<Leaf>): fc.Arbitrary<Requirement<Leaf>> =>
  fc.letrec<{ one: Requirement<Leaf> }>((tie) => ({
    one: fc.oneof(
      { depthSize: 'small', maxDepth: 2, withCrossShrink: true },
      leaves.map((one) => ({ leaf: one })),
      fc.record({ all: fc.array(tie('one'), { minLength: 1, maxLength: 3 }) }),
      fc
        .array(tie('one'), { minLength: 1, maxLength: 3 })
        .chain((any) => fc.record({ any: fc.constant(any), of: fc.integer({ min: 1, max: any.length }) })),
    ),
  })).one;

/** How often something was implied that was also satisfied: a check of nothing would pass. */
const RUNS = 3_000;
const LEAST = 50;

describe('what is implied', () => {
  const groups = fc.constantFrom('identity', 'security', 'platform');
  const approvals = asked<ApprovalLeaf>(
    fc.oneof(
      fc.record({ group: groups, count: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ groups: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ relation: fc.constantFrom('manager' as const, 'custodian' as const) }),
    ),
  );
  const approvers = fc.array(
    fc.record({
      groups: fc.uniqueArray(groups, { maxLength: 2 }),
      relations: fc.uniqueArray(fc.constantFrom('manager' as const, 'custodian' as const), { maxLength: 1 }),
    }),
    { maxLength: 4 },
  );

  it('is satisfied by the same approvers, whatever is asked for', () => {
    let implied = 0;
    properties(
      fc.property(approvals, approvals, approvers, (one, other, people) => {
        const given = people.map(
          (person, index): Countersignature => ({ ...person, approver: `person:p${index}`, digest: 'd', at: at(0) }),
        );
        if (!implies(one, other) || !areApproved([one], given, 'd')) return;
        implied += 1;
        expect(areApproved([other], given, 'd')).toBe(true);
      }),
      RUNS,
    );
    expect(implied).toBeGreaterThan(LEAST);
  });

  const proofs = asked<ProofLeaf>(
    fc.oneof(
      fc.record({ method: fc.constantFrom(...METHOD_NAMES) }),
      fc.record({ class: fc.constantFrom(...PROOF_CLASSES) }),
      fc.record({ classes: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ strength: fc.constantFrom(1 as const, 2 as const, 3 as const) }),
    ),
  );
  const proofsGiven = fc.array(
    fc.record({ method: fc.constantFrom(...METHOD_NAMES), channel: fc.constantFrom('a', 'b', 'c', 'd') }),
    { maxLength: 5 },
  );

  it('is satisfied by the same proofs, whatever is asked for', () => {
    let implied = 0;
    properties(
      fc.property(proofs, proofs, proofsGiven, (one, other, given) => {
        const some = given.map(
          (proof, index): Proof => ({
            ...{ id: `proof-${index}`, outcome: 'verified', verifier: null, reference: null, seen: [] },
            ...{ at: at(0), session: null, contact: null, called: null },
            ...proof,
          }),
        );
        const judged = { now: at(1), channel: 'ticket', barred: [], sightings: 1 } as const;
        if (!implies(one, other) || !areProved([one], some, judged)) return;
        implied += 1;
        expect(areProved([other], some, judged)).toBe(true);
      }),
      RUNS,
    );
    expect(implied).toBeGreaterThan(LEAST);
  });
});
