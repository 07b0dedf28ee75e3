import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areApproved } from '../../../lambdas/core/approvals/countersignature.ts';
import { EVERY_PROOF, GIVEN } from '../../../lambdas/core/policy/givable.ts';
import { compareApprovals, compareProofs, type Direction } from '../../../lambdas/core/policy/order.ts';
import { METHOD_NAMES, type MethodName, PROOF_CLASSES } from '../../../lambdas/core/proofing/methods.ts';
import { areProved, type ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';
import { properties, SEED } from '../../support/properties.ts';

type Proofs = readonly Requirement<ProofLeaf>[];
const leaf = <Leaf>(one: Leaf) => ({ leaf: one });
const any = <Leaf>(...parts: readonly Requirement<Leaf>[]) => ({ any: parts, of: 1 });
const all = <Leaf>(...parts: readonly Requirement<Leaf>[]) => ({ all: parts });
const side = (proofs: Proofs, barred: readonly MethodName[] = []) => ({ proofs, barred });
const [passkey, totp, inPerson] = (['passkey', 'totp', 'in-person'] as const).map((method) => leaf({ method }));

describe('proofs that are asked for', () => {
  it.each<[string, Proofs, Proofs, Direction]>([
    ['nothing at all any more', [passkey as never], [], 'weaker'],
    ['one way more', [passkey as never], [any(passkey as never, totp as never)], 'weaker'],
    ['one way less', [leaf({ class: 'repeated-proofing' })], [inPerson as never], 'stricter'],
    ['another way', [passkey as never], [totp as never], 'different'],
    [
      'a class by the names of its methods',
      [leaf({ class: 'bound-authenticator' })],
      [any(passkey as never, totp as never)],
      'same',
    ],
    ['a passkey that stays on its device', [passkey as never], [leaf({ passkey: 'device-bound' })], 'stricter'],
    ['more classes', [leaf({ classes: 2 })], [leaf({ classes: 3 })], 'stricter'],
    ['two classes by name', [leaf({ classes: 2 })], [all(passkey as never, inPerson as never)], 'stricter'],
    [
      'one requirement beside another',
      [leaf({ classes: 2 })],
      [leaf({ classes: 2 }), leaf({ strength: 3 })],
      'stricter',
    ],
    [
      'what two classes have by themselves: only codes are weak, and they are one class',
      [leaf({ classes: 2 })],
      [leaf({ classes: 2 }), leaf({ strength: 2 })],
      'same',
    ],
    [
      'both in one, for different proofs',
      [passkey as never, leaf({ strength: 3 })],
      [all(passkey as never, leaf({ strength: 3 }))],
      'stricter',
    ],
  ])('are compared where the new policy asks for %s', (_, before, after, direction) => {
    expect(compareProofs(side(before), side(after))).toBe(direction);
  });

  it('are stricter where a method that would serve is barred, and the same where it would not', () => {
    const sms: readonly MethodName[] = ['issued-code-sms'];
    expect(compareProofs(side([leaf({ classes: 2 })]), side([leaf({ classes: 2 })], sms))).toBe('stricter');
    expect(compareProofs(side([leaf({ classes: 2 })], sms), side([leaf({ classes: 2 })]))).toBe('weaker');
    expect(compareProofs(side([inPerson as never]), side([inPerson as never], sms))).toBe('same');
  });

  it('are not called stricter where more is needed than can be tried', () => {
    const five = all(...METHOD_NAMES.slice(0, 5).map((method) => leaf({ method })));
    const others = all(...METHOD_NAMES.slice(1, 6).map((method) => leaf({ method })));
    expect(compareProofs(side([five]), side([others]))).toBe('different');
    expect(compareProofs(side([five]), side([five]))).toBe('same');
    expect(compareProofs(side([five]), side([five, passkey as never]))).toBe('stricter');
  });

  const requirement: fc.Arbitrary<Requirement<ProofLeaf>> = fc.letrec<{ it: Requirement<ProofLeaf> }>((tie) => ({
    it: fc.oneof(
      { maxDepth: 2 },
      fc.oneof(
        fc.constantFrom(...METHOD_NAMES).map((method) => leaf({ method })),
        fc.constantFrom(...PROOF_CLASSES).map((name) => leaf({ class: name })),
        fc.constantFrom(1 as const, 2 as const, 3 as const).map((strength) => leaf({ strength })),
        fc.constantFrom(1, 2).map((classes) => leaf({ classes })),
        fc.constant(leaf({ passkey: 'device-bound' as const })),
      ),
      fc.array(tie('it'), { minLength: 1, maxLength: 2 }).map((parts) => all(...parts)),
      fc.array(tie('it'), { minLength: 1, maxLength: 3 }).map((parts) => any(...parts)),
    ),
  })).it;

  it(`are never called stricter or the same where somebody could meet the new ones only (seed ${SEED})`, () => {
    const sides = fc.record({
      proofs: fc.array(requirement, { maxLength: 2 }),
      barred: fc.subarray([...METHOD_NAMES], { maxLength: 3 }),
    });
    let seen = 0;
    properties(
      fc.property(sides, sides, fc.subarray([...EVERY_PROOF], { maxLength: 7 }), (before, after, given) => {
        const direction = compareProofs(before, after);
        if (direction !== 'stricter' && direction !== 'same') return;
        const meets = ({ proofs, barred }: typeof before) =>
          areProved(proofs, given, { now: GIVEN, channel: 'none', barred, sightings: 1 });
        if (!meets(after)) return;
        seen += 1;
        expect(meets(before)).toBe(true);
      }),
      160,
    );
    expect(seen).toBeGreaterThan(3);
  });
});

describe('approvals that are asked for', () => {
  const GROUPS = ['identity', 'security'];
  const [identity, security] = GROUPS.map((group) => leaf({ group }));
  const manager = leaf({ relation: 'manager' as const });
  type Approvals = Parameters<typeof compareApprovals>[0];

  it.each<[string, Approvals, Approvals, Direction]>([
    ['nobody any more', [any(identity as never, manager)], [], 'weaker'],
    ['a manager too', [identity as never], [any(identity as never, manager)], 'weaker'],
    [
      'two people in place of one who is both',
      [identity as never, security as never],
      [all(identity as never, security as never)],
      'stricter',
    ],
    ['two groups by name', [leaf({ groups: 2 })], [all(identity as never, security as never)], 'same'],
    ['one more of the group', [identity as never], [leaf({ group: 'identity', count: 2 })], 'stricter'],
    ['another group', [identity as never], [security as never], 'different'],
  ])('are compared where the new policy asks for %s', (_, before, after, direction) => {
    expect(compareApprovals(before, after, GROUPS)).toBe(direction);
  });

  it('are met as `areApproved` says', () => {
    expect(areApproved([leaf({ groups: 2 })], [], '')).toBe(false);
  });
});
